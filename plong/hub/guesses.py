"""How often passphrases may be tried: from one address, and in all."""

import math
from typing import Final

from plong.hub.limits import Tries
from plong.protocol.errors import RateLimited

# Rule 1: an address has tries of its own; who has used them up is refused, whatever others do.
# Rule 2: the last half of all tries is for addresses that try little, a tenth of what they may:
# who guesses from some addresses uses up the first half, and locks out nobody.

_ALL: Final = ""
_KEPT: Final = 0.5
"""Of all tries, for addresses that try little."""
_LITTLE: Final = 10
"""That part of an address's own tries."""
BUSY: Final = "The server is busy with other passphrases."


class Guesses:
    """Counts them before anything is hashed.

    Args:
        per_address: tries a minute.
        total: likewise, of all addresses together.
    """

    def __init__(self, per_address: int, total: int) -> None:
        self._own = Tries(per_address)
        self._little = Tries(max(1, per_address // _LITTLE))
        self._all = Tries(total)
        self.reconfigure(per_address, total)

    def reconfigure(self, per_address: int, total: int) -> None:
        """Allow so many from now on."""
        self._own.reconfigure(per_address)
        self._little.reconfigure(max(1, per_address // _LITTLE))
        self._all.reconfigure(total)
        self._per_second = total / 60
        self._kept = total * _KEPT

    def spend(self, address: str, now: float) -> bool:
        """Count one try; tell whether this address has tried little in the last minute.

        Raises:
            RateLimited: there is none left, of its own or in all.
        """
        tries_little = self._little.left(address, now) >= 1
        if self._own.left(address, now) >= 1:  # else the total is spared
            self._spend_of_all(now, 1 if tries_little else 1 + self._kept)
        self._own.spend(address, now)
        if tries_little:
            self._little.spend(address, now)
        return tries_little

    def _spend_of_all(self, now: float, needed: float) -> None:
        missing = needed - self._all.left(_ALL, now)
        if missing > 0:
            raise RateLimited(BUSY, retry_after=math.ceil(missing / self._per_second))
        self._all.spend(_ALL, now)
