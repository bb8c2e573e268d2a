"""Numbers that stand for addresses, so that no address need be kept."""

import functools
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from plong.protocol.sources import address_key

KEY_BYTES: Final = 32
_PLACE_BYTES: Final = 8
_REMEMBERED: Final = 4096


class Placing:
    """Gives each address the same number for ever, under one secret key.

    Args:
        key: `KEY_BYTES` random bytes, which outlive a restart. Who has them can find out an IPv4
            address by trying them all.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        # Who comes, comes again; and equal numbers that are one object take less memory.
        self.place_of: Final[Callable[[str], int]] = functools.lru_cache(_REMEMBERED)(self._digest)
        """Returns the place of an IP address: 64 bits, signed, the same for a whole IPv6 /64."""

    def _digest(self, address: str) -> int:
        digest = blake2b(address_key(address).encode(), key=self._key, digest_size=_PLACE_BYTES)
        return int.from_bytes(digest.digest(), signed=True)
