"""How fast the server lets one connection send."""

from collections.abc import Mapping
from typing import Final

_BURST_SECONDS: Final = 1.5
"""Less than the server's own two seconds: its clock and this one need not agree."""


class Pace:
    """A token bucket like the server's, so that it never has to warn (docs/wire/plong.md, Limits).

    Seconds are those of any clock that never goes back.
    """

    def __init__(self, limits: Mapping[str, int], now: float) -> None:
        self._second_per_byte = 1 / limits.get("BytesPerSecond", 1 << 27)
        self._second_per_message = 1 / limits.get("MessagesPerSecond", 20_000)
        self._free_at = now
        """When all that was sent will have been paid for."""

    def spend(self, size: int, now: float) -> float:
        """Count a message of ``size`` bytes; return the seconds to wait before sending it."""
        cost = size * self._second_per_byte + self._second_per_message
        self._free_at = max(self._free_at, now) + cost
        return max(0.0, self._free_at - now - _BURST_SECONDS)
