"""How much one address or one peer may take."""

import math
from collections import Counter, OrderedDict
from typing import Final

from plong.protocol.errors import RateLimited

_MAX_BUCKETS: Final = 65536
"""Addresses remembered; beyond, the one that asked longest ago is forgotten."""


class Tries:
    """Token buckets, one an address: ``per_minute`` tries at once, refilled within a minute."""

    def __init__(self, per_minute: int) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def reconfigure(self, per_minute: int) -> None:
        """Allow so many from now on."""
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60

    def spend(self, address: str, now: float) -> None:
        """Count one try. Raise `RateLimited`, with when to come back, if there is none left."""
        tokens, at = self._buckets.pop(address, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self._per_second)
        self._buckets[address] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._buckets) > _MAX_BUCKETS:
            self._buckets.popitem(last=False)
        if tokens < 1:
            raise RateLimited(retry_after=math.ceil((1 - tokens) / self._per_second))

    def left(self, address: str, now: float) -> float:
        """Return how many tries an address has left; fractions of one are on their way."""
        tokens, at = self._buckets.get(address, (self._capacity, now))
        return min(self._capacity, tokens + (now - at) * self._per_second)


class Seats:
    """Counts connections by address."""

    def __init__(self, per_address: int) -> None:
        self._per_address = per_address
        self._taken: Counter[str] = Counter()

    def reconfigure(self, per_address: int) -> None:
        """Allow so many from now on; who is seated stays."""
        self._per_address = per_address

    def take(self, address: str) -> None:
        """Count one more."""
        self._taken[address] += 1

    def are_too_many(self, address: str) -> bool:
        """Tell whether an address has more than it may."""
        return self._taken[address] > self._per_address

    def leave(self, address: str) -> None:
        """Count one less."""
        self._taken[address] -= 1
        if not self._taken[address]:
            del self._taken[address]
