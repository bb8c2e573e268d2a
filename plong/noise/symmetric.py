"""The symmetric half of a Noise handshake: a hash and a key that all goes into.

The Noise Protocol Framework, revision 34, sections 4.3, 5.1, 5.2 and 12. LCDP's handshake and
libp2p's differ here in their cipher alone.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

TAG_BYTES: Final = 16

_HASH: Final = "sha256"
_NAME_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Suite:
    """What a Noise protocol's name says of its symmetric half."""

    name: str
    """At most 32 bytes, so that it need not be hashed."""
    cipher: type[AESGCM] | type[ChaCha20Poly1305]
    order: Literal["big", "little"]
    """How nonces are written: 32 bits of zeros, then a number of 64 bits (section 12)."""

    def nonce(self, number: int) -> bytes:
        """Return the nonce of a number below 2**64."""
        return bytes(4) + number.to_bytes(8, self.order)


IK: Final = Suite("Noise_IK_25519_AESGCM_SHA256", AESGCM, "big")
"""LCDP's."""
XX: Final = Suite("Noise_XX_25519_ChaChaPoly_SHA256", ChaCha20Poly1305, "little")
"""libp2p's."""


class Symmetric:
    """What both sides know when they have seen and agreed on the same.

    Args:
        suite: what both of them speak.
        prologue: what both of them have seen before.
    """

    def __init__(self, suite: Suite, prologue: bytes = b"") -> None:
        self._suite = suite
        self._chain = self._hash = suite.name.encode().ljust(_NAME_BYTES, b"\0")
        self._key = b""
        self._nonce = 0
        self.mix_hash(prologue)

    @property
    def hash(self) -> bytes:
        """All that was said until now, as 32 bytes."""
        return self._hash

    def mix_hash(self, data: bytes) -> None:
        """Go on from here only with who has seen the same."""
        self._hash = sha256(self._hash + data).digest()

    def mix_key(self, secret: bytes) -> None:
        """Go on from here only with who knows the same; the next encryption has a new key."""
        self._chain, self._key = self._derive(secret)
        self._nonce = 0

    def encrypt(self, text: bytes) -> bytes:
        """Return it encrypted, `TAG_BYTES` longer. There must have been a `mix_key`."""
        box = self._suite.cipher(self._key).encrypt(self._take_nonce(), text, self._hash)
        self.mix_hash(box)
        return box

    def decrypt(self, box: bytes) -> bytes:
        """Return what was encrypted.

        Raises:
            InvalidTag: from `cryptography`; somebody else did it, or it was changed.
        """
        text = self._suite.cipher(self._key).decrypt(self._take_nonce(), box, self._hash)
        self.mix_hash(box)
        return text

    def split(self) -> tuple[bytes, bytes]:
        """Return the keys of what comes next: of what the initiator says, and the responder."""
        return self._derive(b"")

    def _derive(self, secret: bytes) -> tuple[bytes, bytes]:
        base = hmac.digest(self._chain, secret, _HASH)
        first = hmac.digest(base, b"\x01", _HASH)
        return first, hmac.digest(base, first + b"\x02", _HASH)

    def _take_nonce(self) -> bytes:
        self._nonce += 1
        return self._suite.nonce(self._nonce - 1)
