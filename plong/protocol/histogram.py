"""How often something took how long: observations counted in fixed buckets."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper bounds for what takes between half a millisecond and ten seconds."""


class Histogram:
    """One thread observes; others may read meanwhile, and are one observation off at most.

    Args:
        bounds: of the buckets, inclusive and ascending; one more takes what is beyond.
    """

    def __init__(self, bounds: Sequence[float] = SECONDS) -> None:
        self.bounds: Final = tuple(bounds)
        self.total = 0.0
        """Sum of all observations."""
        self._counts = [0] * (len(bounds) + 1)

    def observe(self, value: float) -> None:
        """Count one observation."""
        self._counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        """How many observations there were."""
        return sum(self._counts)

    def cumulative(self) -> Sequence[int]:
        """Return how many were at most each bound, and then how many there were."""
        return [*accumulate(self._counts)]
