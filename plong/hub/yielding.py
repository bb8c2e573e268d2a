"""Who has had much of a turn of the event loop waits for the next, in a queue with the others."""

import asyncio
from collections import deque
from collections.abc import Callable


class Yielding:
    """Lets one of those who wait go on in each turn, however many they are.

    So what floods take of a turn does not grow with their number, and everybody else has theirs
    in between.
    """

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._loop = asyncio.get_running_loop()

    def wait(self, go_on: Callable[[], None]) -> None:
        """Call ``go_on`` in a turn to come, after all who wait already."""
        if not self._waiting:
            self._call_next()
        self._waiting.append(go_on)

    def _call_next(self) -> None:
        # What is called soon comes before sockets are read again: so others' are read in between.
        self._loop.call_soon(self._loop.call_soon, self._next)

    def _next(self) -> None:
        go_on = self._waiting.popleft()
        if self._waiting:
            self._call_next()
        go_on()
