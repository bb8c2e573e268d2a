"""Errands in turns."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from plong.hub.post.queue import Queue
from tests.support.town import settle


class Errands:
    """Begin, and wait to be told to end."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self.begun: list[str] = []
        self._end = asyncio.Event()

    async def run(self, source: str) -> None:
        async with self._queue.turn(source):
            self.begun.append(source)
            await self._end.wait()

    @contextmanager
    def running(self, *sources: str) -> Iterator[list[asyncio.Task[None]]]:
        tasks = [asyncio.ensure_future(self.run(source)) for source in sources]
        yield tasks
        self._end.set()


@pytest.mark.parametrize("other", ["2001:db8::1", "2001:db8::2"])
async def test_who_has_its_share_waits_and_holds_up_nobody_else(other: str) -> None:
    errands = Errands(Queue(total=9, per_address=1))
    with errands.running("2001:db8::1", other, "192.0.2.1") as tasks:
        await settle()
        assert errands.begun == ["2001:db8::1", "192.0.2.1"]
    await asyncio.gather(*tasks)
    assert errands.begun == ["2001:db8::1", "192.0.2.1", other]


async def test_there_are_no_more_than_the_total() -> None:
    errands = Errands(Queue(total=2, per_address=1))
    with errands.running("192.0.2.1", "192.0.2.2", "192.0.2.3") as tasks:
        await settle()
        assert errands.begun == ["192.0.2.1", "192.0.2.2"]
    await asyncio.gather(*tasks)


async def test_who_leaves_while_waiting_takes_no_turn() -> None:
    errands = Errands(Queue(total=1, per_address=1))
    with errands.running("192.0.2.1", "192.0.2.1", "192.0.2.1") as tasks:
        await settle()
        tasks[1].cancel()
        await settle()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(errands.begun) == 2
