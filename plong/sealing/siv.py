"""AES-SIV (RFC 5297) with 256-bit keys, from `cryptography`.

A nonce that comes twice, which random ones may in the end, shows no more than that the same was
sealed twice; with ciphers that count on nonces it would give the text away, and let others seal.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from plong.protocol.ping.sealed import Envelope, Sealed, pack, unpack
from plong.sealing.base import Sealer

KEY_BYTES: Final = 64
"""Half of it encrypts, half of it signs."""


class SivSealer(Sealer):
    """A sealer with one key.

    Args:
        key: `KEY_BYTES` random bytes, used for nothing else.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def seal(self, sealed: Sealed, ping_id: str, nonce: bytes) -> str:
        """Encrypt and sign."""
        box = self._cipher.encrypt(pack(sealed), _bound(ping_id, nonce))
        return Envelope(nonce, box).write()

    def open(self, text: str, ping_id: str) -> Sealed | None:
        """Look at the signature, and decrypt."""
        envelope = Envelope.read(text)
        if envelope is None:
            return None
        try:
            bound = _bound(ping_id, envelope.nonce)
            return unpack(self._cipher.decrypt(envelope.box, bound))
        except InvalidTag:
            return None


def _bound(ping_id: str, nonce: bytes) -> list[bytes]:
    return [ping_id.encode(), nonce]  # the nonce comes last: RFC 5297 section 3
