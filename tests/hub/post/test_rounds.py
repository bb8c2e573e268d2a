"""Rounds: bounded, one at a time per ping, and never ended by what goes wrong."""

import asyncio
import logging
from collections.abc import Collection, Sequence

import pytest

from plong.hub.post.chores import Chores
from plong.hub.post.rounds import PER_OWNER, Rounds
from plong.protocol.errors import Unavailable
from plong.store.post.turns import take_turns
from tests.support.fakes import FakeClock
from tests.support.peers import NOW
from tests.support.town import settle

Name = tuple[str, int]


class FakeChores(Chores[Name, Name]):
    """Done when the test says so."""

    def __init__(self) -> None:
        self.waiting: dict[Name, float] = {}
        self.doing: dict[Name, asyncio.Future[None]] = {}
        self.most = 0
        self.is_unavailable = False
        self.begun: list[Name] = []
        self.begins: asyncio.Queue[Name] = asyncio.Queue()

    def add(self, owner: str, *numbers: int, at: float = NOW) -> None:
        self.waiting |= {(owner, number): at for number in numbers}

    async def due(
        self, now: float, limit: int, busy: Collection[Name], per_owner: int
    ) -> Sequence[tuple[Name, Name]]:
        if self.is_unavailable:
            raise Unavailable
        due = [name for name, at in self.waiting.items() if at <= now]
        queues = [[name for name in due if name[0] == owner] for owner in {o for o, _ in due}]
        return [(name, name) for name in take_turns(queues, busy, per_owner, limit)]

    async def next_at(self, now: float) -> float | None:
        return min((at for at in self.waiting.values() if at > now), default=None)

    async def do(self, item: Name) -> None:
        assert item not in self.doing
        self.begun.append(item)
        self.begins.put_nowait(item)
        self.doing[item] = asyncio.get_running_loop().create_future()
        self.most = max(self.most, len(self.doing))
        try:
            await self.doing[item]
            del self.waiting[item]
        finally:
            del self.doing[item]

    def finish(self, error: Exception | None = None) -> None:
        for done in list(self.doing.values()):
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)


class Round:
    """Rounds that run, on chores of a test."""

    def __init__(self, most: int = 32, rest: float = 3600) -> None:
        self.chores, self.clock = FakeChores(), FakeClock()
        self.rounds = Rounds(self.chores, self.clock, most, rest)
        self.task = asyncio.create_task(self.rounds.run())

    async def wake(self) -> None:
        self.rounds.wake()
        await settle()

    async def end(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        assert self.task.cancelled()
        assert self.chores.doing == {}


async def test_what_is_due_is_done_once() -> None:
    one = Round()
    one.chores.add("alice", 1, 2)
    for _ in range(3):
        await one.wake()
    assert sorted(one.chores.doing) == [("alice", 1), ("alice", 2)]
    one.chores.finish()
    await settle()
    assert one.chores.waiting == {}
    assert len(one.chores.begun) == 2
    await one.end()


async def test_there_is_a_bound_for_all_and_one_for_each_owner() -> None:
    one = Round(most=6)
    one.chores.add("alice", *range(20))
    one.chores.add("bob", *range(20))
    await one.wake()
    assert len(one.chores.doing) == 6
    while one.chores.doing:
        owners = [owner for owner, _ in one.chores.doing]
        assert max(map(owners.count, owners)) <= PER_OWNER
        one.chores.finish()
        await settle()
    assert one.chores.waiting == {}
    assert one.chores.most == 6
    await one.end()


async def test_it_sleeps_until_the_next_is_due() -> None:
    one = Round()
    one.chores.add("alice", 1, at=NOW + 0.02)
    one.chores.add("alice", 2, at=NOW + 3600)
    await one.wake()
    assert one.chores.doing == {}
    one.clock.time = NOW + 0.02
    async with asyncio.timeout(5):
        assert await one.chores.begins.get() == ("alice", 1)
    await one.end()


@pytest.mark.parametrize("error", [Unavailable(), ValueError("odd")], ids=str)
async def test_what_fails_is_put_off_and_stops_nobody_else(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    one = Round()
    one.chores.add("alice", 1)
    await one.wake()
    with caplog.at_level(logging.DEBUG, "plong.post"):
        one.chores.finish(error)
        await settle()
    assert "put off" in caplog.text
    one.chores.add("bob", 2)
    await one.wake()
    assert one.chores.begun == [("alice", 1), ("bob", 2)]
    await one.end()


async def test_what_failed_is_tried_again_after_a_rest() -> None:
    one = Round(rest=0.001)
    one.chores.add("alice", 1)
    await one.wake()
    one.chores.finish(Unavailable())
    async with asyncio.timeout(5):
        for _ in range(2):
            await one.chores.begins.get()
    await one.end()


async def test_an_unavailable_store_is_asked_again_after_a_rest(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = Round(rest=0.001)
    one.chores.is_unavailable = True
    one.chores.add("alice", 1)
    with caplog.at_level(logging.DEBUG, "plong.post"):
        await one.wake()
    assert "Rounds are put off: The server cannot store anything just now." in caplog.messages
    one.chores.is_unavailable = False
    async with asyncio.timeout(5):
        await one.chores.begins.get()
    await one.end()


async def test_who_hurries_waits_for_the_try_and_not_longer() -> None:
    one = Round()
    one.chores.add("alice", 1)
    hurry = asyncio.create_task(one.rounds.hurry(("alice", 1), patience=3600))
    await settle()
    assert not hurry.done()
    one.chores.finish()
    async with asyncio.timeout(5):
        await hurry
        await one.rounds.hurry(("alice", 2), patience=0.001)
    await one.end()
