"""All of it for one peer, as libp2p's rules ask for it."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plong.noise import signatures
from plong.noise.handshake import Answering, Calling, Credentials
from plong.noise.xx import KeyPair
from plong.protocol.libp2p.crypto import Crypto
from plong.protocol.libp2p.keys import KeyKind, PublicKey
from plong.protocol.libp2p.noise_payload import Payload, signed_by_peer
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of

SEED_BYTES: Final = 32


class Host(Crypto):
    """The keys of one peer; what its methods do stands at `Crypto`.

    Args:
        seed: of its Ed25519 key, `SEED_BYTES` random bytes, used for nothing else. Whoever keeps
            it keeps the peer's name.
        static: of its key for Noise: 32 random bytes, used for nothing else, new at each start.
        muxers: which ones it names in its handshakes, the best first.
    """

    def __init__(self, seed: bytes, static: bytes, muxers: tuple[str, ...] = ()) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.key: PublicKey = PublicKey(KeyKind.ED25519, public)
        self.peer_id: PeerId = peer_id_of(self.key)
        pair = KeyPair(static)  # signed once, for all connections
        payload = Payload(self.key, self.sign(signed_by_peer(pair.public)), muxers)
        self._credentials = Credentials(pair, payload)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of just these bytes."""
        return self._private.sign(data)

    def is_signed(self, key: PublicKey, signature: bytes, data: bytes) -> bool:
        """Tell whether the owner of a key has signed just these bytes."""
        return signatures.is_signed(key, signature, data)

    def answer(self, entropy: bytes) -> Answering:
        """Begin the handshake with who has called."""
        return Answering(self._credentials, KeyPair(entropy))

    def call(self, entropy: bytes, expected: PeerId | None) -> Calling:
        """Begin the handshake with who was called."""
        return Calling(self._credentials, KeyPair(entropy), expected)
