"""How often passphrases may be tried: from one address, and in all."""

import math
from typing import Final

from plong.hub.limits import Tries
from plong.protocol.errors import RateLimited

# Rule 1: an address has tries of its own; who has used them up is refused, whatever others do.
# Rule 2: the last half of all tries is for addresses that have tried little: with their own
# tries, who guesses from a few addresses uses up the first half, and locks out nobody.

_ALL: Final = ""
_KEPT: Final = 0.5
"""Of all tries, for addresses that have tried little."""
_LITTLE: Final = 0.1
"""Of an address's own tries."""
BUSY: Final = "The server is busy with other passphrases."


class Guesses:
    """Counts them before anything is hashed.

    Args:
        per_address: tries a minute.
        total: likewise, of all addresses together.
    """

    def __init__(self, per_address: int, total: int) -> None:
        self._own = Tries(per_address)
        self._all = Tries(total)
        self.reconfigure(per_address, total)

    def reconfigure(self, per_address: int, total: int) -> None:
        """Allow so many from now on."""
        self._own.reconfigure(per_address)
        self._all.reconfigure(total)
        self._per_second = total / 60
        self._kept = total * _KEPT
        self._most_left = per_address * (1 - _LITTLE)

    def spend(self, address: str, now: float) -> bool:
        """Count one try; tell whether this address has tried little in the last minute.

        Raises:
            RateLimited: there is none left, of its own or in all.
        """
        left = self._own.left(address, now)
        tried_little = left >= self._most_left
        if left >= 1:  # else the total is spared
            self._spend_of_all(now, 1 if tried_little else 1 + self._kept)
        self._own.spend(address, now)
        return tried_little

    def _spend_of_all(self, now: float, needed: float) -> None:
        missing = needed - self._all.left(_ALL, now)
        if missing > 0:
            raise RateLimited(BUSY, retry_after=math.ceil(missing / self._per_second))
        self._all.spend(_ALL, now)
