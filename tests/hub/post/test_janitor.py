"""The ends of pings, at the start and again and again."""

import asyncio
import logging

import pytest

from plong.hub.post.janitor import Janitor
from plong.hub.post.leases import Leases
from plong.protocol.errors import Unavailable
from plong.protocol.ping.errors import Gone
from plong.store.memory import MemoryStore
from plong.store.post.memory import MemoryPost
from plong.store.post.names import Ages
from tests.support.fakes import FakeClock
from tests.support.peers import NOW, id_of
from tests.support.town import Branch


async def test_what_is_too_old_is_not_served(branch: Branch) -> None:
    row = await branch.send("alice", "https://target.example")
    branch.clock.time = NOW + branch.config.ping_max_age - 1
    assert await branch.office.janitor.sweep() == 0
    assert (await branch.office.outgoings.look(id_of("alice"), row.ping_id)).content == "Rain."
    branch.clock.time += 1
    assert await branch.office.janitor.sweep() == 1
    with pytest.raises(Gone):
        await branch.office.outgoings.look(id_of("alice"), row.ping_id)


class FakePost(MemoryPost):
    """Fails the first time."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())
        self.sweeps = 0
        self.swept = asyncio.Event()

    async def expire(self, now: float, ages: Ages) -> int:
        self.sweeps += 1
        if self.sweeps == 1:
            raise Unavailable
        if self.sweeps == 3:
            self.swept.set()
        return await super().expire(now, ages)


async def test_it_sweeps_again_and_again_whatever_the_store_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    post = FakePost()
    leases = Leases(MemoryStore(), FakeClock(), 0)
    janitor = Janitor(post, leases, FakeClock(), Ages(0.004, 0.004, 0.004))
    with caplog.at_level(logging.DEBUG, "plong.post"):
        task = asyncio.create_task(janitor.run())
        async with asyncio.timeout(5):
            await post.swept.wait()
        task.cancel()
    assert caplog.messages == ["The store is unavailable; the ends of pings are put off."]
