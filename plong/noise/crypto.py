"""All of it for one node, as LCDP's rules ask for it."""

from plong.noise import envelope, fast, signing
from plong.noise.identity import Identity
from plong.protocol.lcdp.crypto import Crypto, Opened
from plong.protocol.lcdp.models import EncryptedMessages, SignedMessage


class NoiseCrypto(Crypto):
    """The keys of one node; what its methods do stands at `Crypto`.

    Args:
        seed: `plong.noise.identity.SEED_BYTES` random bytes, used for nothing else.
    """

    def __init__(self, seed: bytes) -> None:
        self._identity = Identity(seed)
        self.key = self._identity.key

    def sign(self, payload: bytes) -> SignedMessage:
        """Return the payload signed."""
        return signing.sign(self._identity, payload)

    def is_signed(self, message: SignedMessage) -> bool:
        """Tell whether it is signed by whom it names."""
        return signing.is_signed(message)

    def seal(self, key: bytes, payload: bytes, entropy: bytes) -> EncryptedMessages:
        """Return the payload for the owner of a key only."""
        return EncryptedMessages(envelope.seal(self._identity, key, payload, entropy))

    def open(self, message: EncryptedMessages) -> Opened | None:
        """Return what is in it, if it is for this node."""
        return envelope.open_sealed(self._identity, message.data)

    def open_fast(self, sender: bytes, nonce: bytes, ciphertext: bytes) -> Opened | None:
        """Return what is in it, if it is for this node."""
        return fast.open_fast(self._identity, sender, nonce, ciphertext)
