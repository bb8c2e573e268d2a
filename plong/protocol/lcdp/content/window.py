"""How many blocks may be on the way from one peer: what the path bears.

As in RFC 5681, but for what a loss costs, which is RFC 9438's 30 %: half is much where the loss
is the radio's. docs/wire/lcdp.md.
"""

from typing import Final

FIRST_WINDOW: Final = 4
MAX_WINDOW: Final = 512
"""Blocks: two mebibytes."""

_KEPT: Final = 0.7
_LEAST_THRESHOLD: Final = 2.0


class Window:
    """Grows with what arrives, shrinks with what is lost; in blocks."""

    __slots__ = ("_blocks", "_cut_at", "_threshold")

    def __init__(self) -> None:
        self._blocks = float(FIRST_WINDOW)
        self._threshold = float(MAX_WINDOW)
        self._cut_at = float("-inf")

    @property
    def size(self) -> int:
        """Return how many blocks may be on the way; at least one."""
        return int(self._blocks)

    def grow(self, in_flight: int) -> None:
        """Take in that a block arrived: double every round trip at first, later add one.

        Args:
            in_flight: blocks that were on the way; a window that is not used proves nothing.
        """
        if 2 * in_flight >= self.size:
            more = 1.0 if self._blocks < self._threshold else 1 / self._blocks
            self._blocks = min(self._blocks + more, MAX_WINDOW)

    def lose(self, asked_at: float, now: float) -> None:
        """Take in that a block was overtaken: shrink, once for all asked before the last time."""
        if asked_at > self._cut_at:
            self._cut(now)
            self._blocks = self._threshold

    def collapse(self, asked_at: float, now: float) -> None:
        """Take in that nothing came in time: begin with one block again."""
        if asked_at > self._cut_at:
            self._cut(now)
        self._blocks = 1.0

    def _cut(self, now: float) -> None:
        self._threshold = max(self._blocks * _KEPT, _LEAST_THRESHOLD)
        self._cut_at = now
