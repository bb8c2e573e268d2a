"""A time by which something must have come."""

import asyncio
import math
from collections.abc import Callable


class Deadline:
    """May be set and lifted a thousand times a second: one timer looks now and then.

    Args:
        loop: whose clock it goes by.
        pause: seconds between two looks at most, and until it is first missed.
        missed: called once, when nothing has come in time.
    """

    __slots__ = ("_at", "_loop", "_missed", "_pause", "_timer")

    def __init__(
        self, loop: asyncio.AbstractEventLoop, pause: float, missed: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._pause = pause
        self._missed: Callable[[], None] | None = missed
        self._at = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Set it for the first time, and begin to look; the caller owes it an `end`."""
        self.set(self._pause)
        self._look()

    def set(self, seconds: float) -> None:
        """Wait so long from now."""
        self._at = self._loop.time() + seconds

    def lift(self) -> None:
        """Wait for nothing until it is set again."""
        self._at = math.inf

    def end(self) -> None:
        """Look no more."""
        self._missed = None
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        left = self._at - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(min(left, self._pause), self._look)
        elif self._missed is not None:
            self._missed()
