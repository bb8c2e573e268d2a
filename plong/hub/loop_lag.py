"""How late the event loop is: what everybody waits for, whatever they wait for."""

import asyncio
from collections import deque
from typing import Final

from plong.protocol.histogram import Histogram

INTERVAL: Final = 0.5
"""Seconds between two measurements."""
_REMEMBERED: Final = 120
_LASTING: Final = 3


class LoopLag:
    """Sets a timer again and again, and measures how late it is."""

    def __init__(self) -> None:
        self.seconds = Histogram()
        """All that was measured."""
        self._recent = deque([0.0] * _LASTING, maxlen=_REMEMBERED)

    @property
    def last(self) -> float:
        """Seconds, the last time."""
        return self._recent[-1]

    @property
    def highest(self) -> float:
        """Seconds, at most, within about a minute."""
        return max(self._recent)

    @property
    def lasting(self) -> float:
        """Seconds, at least, in each of the last three times: one stall is no lasting lag."""
        return min(list(self._recent)[-_LASTING:])

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + INTERVAL
            await asyncio.sleep(INTERVAL)
            self.note(max(0.0, loop.time() - due))

    def note(self, lag: float) -> None:
        """Take in how late the timer was, in seconds."""
        self._recent.append(lag)
        self.seconds.observe(lag)
