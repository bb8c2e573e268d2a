"""Round trips to other peers' clients."""

import asyncio
from itertools import count
from time import perf_counter

from plong.client.wire.errors import PlongError

_Key = tuple[str, int | float]


class Echoes:
    """Matches each Pong with its Ping (docs/wire/files.md)."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._waiting: dict[_Key, asyncio.Future[float]] = {}

    def expect(self, target: str) -> tuple[int, asyncio.Future[float]]:
        """Return the number to send to a peer, and what gets the time when it comes back."""
        number = next(self._numbers)
        echo: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[target, number] = echo
        echo.add_done_callback(lambda echo: self._forget((target, number), echo))
        return number, echo

    def arrive(self, sender: str, number: int | float) -> None:
        """Take a Pong."""
        echo = self._waiting.get((sender, number))
        if echo is not None and not echo.done():
            echo.set_result(perf_counter())

    def fail(self, error: PlongError) -> None:
        """Give up on all that are on the way."""
        for echo in list(self._waiting.values()):
            if not echo.done():
                echo.set_exception(error)

    def _forget(self, key: _Key, echo: asyncio.Future[float]) -> None:
        self._waiting.pop(key, None)
        if not echo.cancelled():
            echo.exception()  # else asyncio complains, if who asked heard of it in another way
