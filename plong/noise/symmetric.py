"""The symmetric half of Noise_IK_25519_AESGCM_SHA256: a hash and a key that all goes into.

The Noise Protocol Framework, revision 34, sections 4.3, 5.1 and 5.2.
"""

import hmac
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PROTOCOL: Final = "Noise_IK_25519_AESGCM_SHA256"
TAG_BYTES: Final = 16

_HASH: Final = "sha256"
_FIRST: Final = PROTOCOL.encode().ljust(32, b"\0")  # as it has at most 32 bytes, it is not hashed
_NO_PROLOGUE: Final = sha256(_FIRST).digest()
_NONCE: Final = bytes(12)
"""Nonces count from 0 for each key, and here no key encrypts twice."""


class Symmetric:
    """What both sides know when they have seen and agreed on the same.

    Args:
        responder: the X25519 key of whom the message is for, known to both beforehand.
    """

    def __init__(self, responder: bytes) -> None:
        self._chain = _FIRST
        self._hash = _NO_PROLOGUE
        self._key = b""
        self.mix_hash(responder)

    def mix_hash(self, data: bytes) -> None:
        """Go on from here only with who has seen the same."""
        self._hash = sha256(self._hash + data).digest()

    def mix_key(self, secret: bytes) -> None:
        """Go on from here only with who knows the same; the next encryption has a new key."""
        base = hmac.digest(self._chain, secret, _HASH)
        self._chain = hmac.digest(base, b"\x01", _HASH)
        self._key = hmac.digest(base, self._chain + b"\x02", _HASH)

    def encrypt(self, text: bytes) -> bytes:
        """Return it encrypted, `TAG_BYTES` longer. Needs a `mix_key` before it each time."""
        box = AESGCM(self._take_key()).encrypt(_NONCE, text, self._hash)
        self.mix_hash(box)
        return box

    def decrypt(self, box: bytes) -> bytes:
        """Return what was encrypted.

        Raises:
            InvalidTag: from `cryptography`; somebody else did it, or it was changed.
        """
        text = AESGCM(self._take_key()).decrypt(_NONCE, box, self._hash)
        self.mix_hash(box)
        return text

    def _take_key(self) -> bytes:
        key, self._key = self._key, b""  # an empty key raises: better than a nonce used twice
        return key
