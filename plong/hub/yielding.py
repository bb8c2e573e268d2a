"""Who has had much of a turn of the event loop waits for another, in a queue with the others."""

import asyncio
from collections import deque
from collections.abc import Callable

_GoOn = Callable[[], None]


class Yielding:
    """Lets few of those who wait go on at a time, and others have a turn in between.

    In every other turn one goes on who is heavy, and one who is not, however many they are. So
    what floods take does not grow with their number, and nobody else stands behind them.
    """

    def __init__(self) -> None:
        self._light: deque[_GoOn] = deque()
        self._heavy: deque[_GoOn] = deque()
        self._loop = asyncio.get_running_loop()

    def wait(self, go_on: _GoOn, *, is_heavy: bool = False) -> None:
        """Call ``go_on`` in a turn to come, after all who wait already and are as heavy."""
        if not self._light and not self._heavy:
            self._call_next()
        (self._heavy if is_heavy else self._light).append(go_on)

    def _call_next(self) -> None:
        # What a socket's reader asks for soon comes before sockets are read again, and what that
        # asks for, behind it.
        self._loop.call_soon(self._loop.call_soon, self._next)

    def _next(self) -> None:
        due = [queue.popleft() for queue in (self._light, self._heavy) if queue]
        if self._light or self._heavy:
            self._call_next()
        for go_on in due:
            go_on()
