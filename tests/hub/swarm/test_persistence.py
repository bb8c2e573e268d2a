"""Whom a node knows goes over restarts, whatever the clock has done between them."""

import asyncio
import logging
import random
from contextlib import suppress

import pytest

import plong.hub.swarm.persistence
from plong.hub.swarm.persistence import Persistence
from plong.noise.crypto import NoiseCrypto
from plong.protocol.errors import Unavailable
from plong.protocol.lcdp.claims import CLAIM_TTL, PROVEN_TTL
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices
from plong.store.swarm.base import Snapshot
from plong.store.swarm.memory import MemorySwarm
from tests.support.known_peers import endpoint_of, key_at, peer_at
from tests.support.peers import NOW

HERE, THERE = "192.0.2.1:24254", "192.0.2.2:24254"


def make_node() -> LcdpNode:
    chance = random.Random(1)
    return LcdpNode(NoiseCrypto(bytes(32)), chance.randbytes, NOW, Choices())


def persistence_of(node: LcdpNode, store: MemorySwarm, now: float = NOW) -> Persistence:
    return Persistence(node, store, lambda: now)


async def loaded(known: Snapshot, now: float = NOW) -> LcdpNode:
    """Return a node that was told at this time what was saved."""
    node, store = make_node(), MemorySwarm()
    await store.save(known)
    await persistence_of(node, store, now).load()
    return node


async def test_a_node_knows_again_whom_another_knew_and_calls_them_at_once() -> None:
    before, store = make_node(), MemorySwarm()
    before.peers.hear(endpoint_of(HERE), None, NOW)
    before.keyring.restore([key_at(HERE)])
    await persistence_of(before, store).save()
    after = make_node()
    await persistence_of(after, store).load()
    assert after.peers.find(endpoint_of(HERE)) == before.peers.find(endpoint_of(HERE))
    assert after.keyring.rows() == before.keyring.rows()
    assert [datagram.to for datagram in after.tick(NOW).datagrams] == [endpoint_of(HERE)]


async def test_nobody_was_heard_in_the_future() -> None:
    ahead = NOW + 365 * 86400
    node = await loaded(
        Snapshot(
            (peer_at(HERE, heard_at=ahead),),
            (key_at(HERE, 1, heard_at=ahead), key_at(THERE, 2, heard_at=ahead, is_proven=False)),
        )
    )
    assert [peer.heard_at for peer in node.peers.rows()] == [NOW]
    assert {known.heard_at for known in node.keyring.rows()} == {NOW}
    node.keyring.prune(NOW + CLAIM_TTL)
    assert [known.is_proven for known in node.keyring.rows()] == [True]
    node.keyring.prune(NOW + PROVEN_TTL)
    assert not node.keyring.rows()


async def test_keys_that_were_heard_too_long_ago_are_not_known_again() -> None:
    keys = (key_at(HERE, 1, is_proven=False), key_at(THERE, 2))
    node = await loaded(Snapshot(keys=keys), NOW + CLAIM_TTL)
    assert node.keyring.rows() == keys[1:]


class Disk(MemorySwarm):
    """A store whose disk is full once; it tells of every attempt."""

    def __init__(self) -> None:
        super().__init__()
        self.attempts = 0
        self.saved = asyncio.Event()

    async def save(self, known: Snapshot) -> None:
        self.attempts += 1
        if self.attempts == 1:
            raise Unavailable
        await super().save(known)
        self.saved.set()


async def test_a_full_disk_is_said_and_the_next_saving_comes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(plong.hub.swarm.persistence, "INTERVAL", 0)
    node, disk = make_node(), Disk()
    node.peers.hear(endpoint_of(HERE), None, NOW)
    with caplog.at_level(logging.DEBUG, "plong.swarm"):
        task = asyncio.create_task(persistence_of(node, disk).run())
        await asyncio.wait_for(disk.saved.wait(), 5)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert caplog.messages == ["The store is unavailable; whom LCDP knows is saved later."]
    assert [peer.endpoint for peer in (await disk.load()).peers] == [endpoint_of(HERE)]
