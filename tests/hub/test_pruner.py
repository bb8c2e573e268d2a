"""Peers that nobody uses any more are removed."""

import asyncio
import logging

import pytest

from plong.hub.pruner import Pruner
from plong.protocol.errors import Unavailable
from tests.support.fake_parts import FakeStore
from tests.support.fakes import FakeClock
from tests.support.peers import NOW, add_peers, id_of

PEER_TIMEOUT = 100.0


class House:
    """A pruner, who is connected, and who was reported as removed."""

    def __init__(self, peer_timeout: float = PEER_TIMEOUT) -> None:
        self.store = FakeStore()
        self.clock = FakeClock()
        self.in_use: set[str] = set()
        self.removed: list[str] = []
        self.noticed = asyncio.Event()
        self.pruner = Pruner(
            self.store, self.clock, lambda: peer_timeout, self.take_in_use, self.hear_removed
        )

    def take_in_use(self) -> set[str]:
        """As the hub's: it says so once."""
        in_use, self.in_use = self.in_use, set()
        return in_use

    def hear_removed(self, public_id: str) -> None:
        self.removed.append(public_id)
        self.noticed.set()


async def test_a_peer_is_removed_when_it_was_unused_for_the_timeout() -> None:
    house = House()
    await add_peers(house.store, "alice")
    house.clock.time = NOW + PEER_TIMEOUT - 0.001
    await house.pruner.prune()
    assert house.removed == []
    house.clock.time = NOW + PEER_TIMEOUT
    await house.pruner.prune()
    assert house.removed == [id_of("alice")]
    assert not await house.store.has(id_of("alice"))


async def test_who_is_connected_stays_and_is_in_use_until_now() -> None:
    house = House()
    await add_peers(house.store, "alice", "bob")
    house.clock.time = NOW + PEER_TIMEOUT
    house.in_use = {id_of("alice")}
    await house.pruner.prune()
    assert house.removed == [id_of("bob")]
    house.clock.time += PEER_TIMEOUT - 1
    await house.pruner.prune()
    assert house.removed == [id_of("bob")]
    house.clock.time += 1
    await house.pruner.prune()
    assert house.removed == [id_of("bob"), id_of("alice")]


async def test_a_full_store_removes_nobody_and_forgets_no_use() -> None:
    house = House()
    await add_peers(house.store, "alice")
    house.store.is_full = True
    house.in_use = {id_of("alice")}
    house.clock.time = NOW + PEER_TIMEOUT
    with pytest.raises(Unavailable):
        await house.pruner.prune()
    house.store.is_full = False
    await house.pruner.prune()
    assert house.removed == []
    house.clock.time += PEER_TIMEOUT
    await house.pruner.prune()
    assert house.removed == [id_of("alice")]


async def test_it_prunes_again_and_again_whatever_the_store_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House(peer_timeout=0.004)
    house.clock.time = NOW + 1
    house.store.is_full = True
    with caplog.at_level(logging.DEBUG, "plong.pruner"):
        task = asyncio.create_task(house.pruner.run())
        async with asyncio.timeout(5):
            await house.store.refused.wait()
        for name in ("alice", "bob"):
            house.store.is_full = False
            house.noticed.clear()
            await add_peers(house.store, name)
            async with asyncio.timeout(5):
                await house.noticed.wait()
        task.cancel()
    assert house.removed == [id_of("alice"), id_of("bob")]
    assert set(caplog.messages) == {"The store is unavailable; pruning is put off."}
