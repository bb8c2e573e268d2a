"""A timer that goes off about once a second, while there is anything to look at."""

import asyncio
from collections.abc import Callable
from typing import Final

TICK: Final = 1.0
"""Seconds between two looks at what is due."""


class Ticker:
    """Begins at the first of something, and ends behind the last.

    Args:
        tick: is called each time.
        is_wanted: tells whether it is to go on.
    """

    def __init__(self, tick: Callable[[], None], is_wanted: Callable[[], bool]) -> None:
        self._tick = tick
        self._is_wanted = is_wanted
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Go off in a second, if it does not run already."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK, self._go_off)

    def end_if_idle(self) -> None:
        """Go off no more, unless it is wanted."""
        if self._timer is not None and not self._is_wanted():
            self._timer.cancel()
            self._timer = None

    def _go_off(self) -> None:
        self._timer = None
        self._tick()
        if self._is_wanted():
            self.begin()
