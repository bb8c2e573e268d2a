"""Who a node is: one seed, from which it signs (Ed25519) and agrees on secrets (X25519).

docs/wire/lcdp.md, draft-pearson-lcdp-04.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from hashlib import sha512
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

SEED_BYTES: Final = 32

_SECRETS_KEPT: Final = 1024
"""Secrets shared with those one talks with: each would cost as much as all the rest of opening."""


class Identity:
    """The keys of one node.

    Args:
        seed: `SEED_BYTES` random bytes, used for nothing else.

    Raises:
        ValueError: the seed is of another length.
    """

    def __init__(self, seed: bytes) -> None:
        self._signing = Ed25519PrivateKey.from_private_bytes(seed)
        self._agreeing = X25519PrivateKey.from_private_bytes(sha512(seed).digest()[:32])
        self.key: Final = self._signing.public_key().public_bytes_raw()
        """The Ed25519 key: the name that everybody knows the node by."""
        self.x25519: Final = self._agreeing.public_key().public_bytes_raw()
        """The same key, as it is agreed with."""
        agree = partial(exchange, self._agreeing)
        self.agree_again: Final[Callable[[bytes], bytes | None]] = lru_cache(_SECRETS_KEPT)(agree)
        """`agree`, with keys that come more than once."""

    def sign(self, payload: bytes) -> bytes:
        """Return the signature of just these bytes: 64 bytes."""
        return self._signing.sign(payload)

    def agree(self, x25519: bytes) -> bytes | None:
        """Return the secret shared with the owner of a key; None: everybody would know it."""
        return exchange(self._agreeing, x25519)


def exchange(private: X25519PrivateKey, x25519: bytes) -> bytes | None:
    """Return the 32 bytes that two keys agree on.

    None: the other one is a point of small order, with which all agree on zeros (RFC 7748
    section 6.1), or not 32 bytes.
    """
    try:
        return private.exchange(X25519PublicKey.from_public_bytes(x25519))
    except ValueError:
        return None
