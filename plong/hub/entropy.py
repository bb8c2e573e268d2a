"""Random bytes, fetched from the system for many peers at once."""

import os
from typing import Final

_STOCK: Final = 4096


class Entropy:
    """The system's random bytes; no byte is given out twice.

    A system call for each peer costs little by itself, but gives the interpreter's lock away,
    which on a busy loop comes back late.
    """

    def __init__(self) -> None:
        self._stock = b""
        self._taken = 0

    def take(self, count: int) -> bytes:
        """Return ``count`` random bytes, at most 4 096."""
        if self._taken + count > len(self._stock):
            self._stock, self._taken = os.urandom(_STOCK), 0
        start = self._taken
        self._taken += count
        return self._stock[start : self._taken]
