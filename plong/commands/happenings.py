"""What a command reacts to, and what it does beside."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass

from plong.client import Offered, Peer, Undelivered


@dataclass(frozen=True)
class Met:
    """Both are linked; it is another peer than before, if there was one."""

    peer: Peer


@dataclass(frozen=True)
class Left:
    """The friend said goodbye."""


Happening = Met | Left | Offered | Undelivered


class Happenings:
    """``async for`` gives them in their order; it raises what they were ended with."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Happening | None] = asyncio.Queue()
        self._error: BaseException | None = None

    def add(self, happening: Happening) -> None:
        """Let one more be reacted to."""
        self._waiting.put_nowait(happening)

    def end(self, error: BaseException | None = None) -> None:
        """Let the iteration end behind what has happened."""
        self._error = self._error or error
        self._waiting.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Happening]:
        while (happening := await self._waiting.get()) is not None:
            yield happening
        if self._error is not None:
            raise self._error


class Chores:
    """What is done beside; an error of one of them is handed on."""

    def __init__(self, fail: Callable[[BaseException], None]) -> None:
        self._fail = fail
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Begin one."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._see)
        return task

    def cancel(self) -> None:
        """Give up on all of them."""
        for task in self._tasks:
            task.cancel()

    def _see(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)
