"""Reads and writes that may block for ever."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Result = TypeVar("Result")

_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]


class Worker:
    """One thread that does one thing after another.

    It is a daemon, unlike those of `asyncio.to_thread`: a command that ends does not wait for a
    terminal where nobody types.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        Thread(target=self._run, daemon=True).start()

    async def do(self, work: Callable[[], Result]) -> Result:
        """Return what the work returns; raise what it raises."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        self._jobs.put((loop, done, work))
        return await done

    def _run(self) -> None:
        while True:
            loop, done, work = self._jobs.get()
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                try:
                    loop.call_soon_threadsafe(_resolve, done, work())
                except OSError as error:
                    loop.call_soon_threadsafe(_reject, done, error)


def _resolve(done: asyncio.Future[Any], result: object) -> None:
    if not done.done():
        done.set_result(result)


def _reject(done: asyncio.Future[Any], error: OSError) -> None:
    if not done.done():
        done.set_exception(error)
