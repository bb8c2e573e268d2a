"""Two nodes speak through a relay, over TCP: what they say, the relay cannot read."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from plong.libp2p.connection import Connection
from plong.libp2p.hop import Hop, relay_on
from plong.libp2p.measure import PingFailed
from plong.libp2p.node import Node
from plong.libp2p.pinging import make_node
from plong.libp2p.tcp import listen_tcp
from plong.protocol.libp2p.dialling import target_of
from plong.protocol.libp2p.multiaddr import socket_multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.hop import RelayChoices
from plong.protocol.libp2p.relay.models import Limit, Status
from tests.support.relayed import answer_calls, call, reserve

PATIENCE = 10.0


class Town:
    """A relay that listens, and who is connected to it."""

    def __init__(self, hop: Hop, relay: Node, connect: Callable[[], Awaitable[Node]]) -> None:
        self.hop = hop
        self.relay = relay
        self.connect = connect

    def line(self, node: Node) -> Connection:
        """Return a node's connection to the relay."""
        return node.connections.of(self.relay.peer_id)[0]


@asynccontextmanager
async def town(choices: RelayChoices | None = None) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        relay = make_node()
        server = await listen_tcp("127.0.0.1", 0, relay.inbound)
        stack.callback(server.close)
        stack.push_async_callback(relay.close)
        address = socket_multiaddr(*server.sockets[0].getsockname())
        relay.announce((address,))

        async def connect() -> Node:
            node = make_node()
            stack.push_async_callback(node.close)
            await node.dial(target_of(address.with_peer(relay.peer_id)))
            return node

        yield Town(relay_on(relay, choices or RelayChoices()), relay, connect)


async def known(node: Node, peer: PeerId) -> Connection:
    """Wait until a peer is connected with a node."""
    seen = asyncio.Event()
    node.watch(lambda _: seen.set(), lambda _: seen.set())
    async with asyncio.timeout(PATIENCE):
        while not node.connections.of(peer):
            seen.clear()
            await seen.wait()
    return node.connections.of(peer)[0]


async def lost(node: Node, peer: PeerId) -> None:
    """Wait until a peer is connected no more."""
    seen = asyncio.Event()
    node.watch(lambda _: seen.set(), lambda _: seen.set())
    async with asyncio.timeout(PATIENCE):
        while node.connections.of(peer):
            seen.clear()
            await seen.wait()


async def meet(town: Town) -> tuple[Node, Node]:
    """Return a caller and a called, who are connected through the relay."""
    caller, called = await town.connect(), await town.connect()
    answer_calls(called)
    assert (await reserve(town.line(called))).status == Status.OK
    await call(caller, town.line(caller), called.peer_id)
    await known(caller, called.peer_id)
    await known(called, caller.peer_id)
    return caller, called


async def ping_often(node: Node, peer: PeerId, count: int) -> None:
    for _ in range(count):
        await node.pinger(peer).ping(PATIENCE)


async def test_they_prove_who_they_are_and_ping_each_other() -> None:
    async with town() as there:
        caller, called = await meet(there)
        for node, peer in ((caller, called.peer_id), (called, caller.peer_id)):
            for _ in range(20):
                assert 0 < await node.pinger(peer).ping(PATIENCE) < PATIENCE
        statistics = there.hop.statistics
        assert (statistics.reservations, statistics.circuits) == (1, 1)
        assert statistics.carried > 2 * 20 * 2 * 32


async def test_who_closes_its_connection_frees_the_circuit() -> None:
    async with town() as there:
        caller, called = await meet(there)
        caller.connections.of(called.peer_id)[0].close()
        await lost(called, caller.peer_id)
        await reserve(there.line(caller))
        assert there.hop.statistics.circuits == 0
        assert there.relay.connections.of(caller.peer_id)


async def test_who_leaves_the_relay_leaves_its_circuits() -> None:
    async with town() as there:
        caller, called = await meet(there)
        there.line(called).close()
        await lost(caller, called.peer_id)
        assert there.hop.statistics.circuits == 0
        with pytest.raises(ConnectionRefusedError, match="204"):
            await call(caller, there.line(caller), called.peer_id)


async def test_what_is_beyond_the_limit_is_lost() -> None:
    async with town(RelayChoices(limit=Limit(duration=0, data=4096))) as there:
        caller, called = await meet(there)
        with pytest.raises(PingFailed):
            await ping_often(caller, called.peer_id, 4096 // 32)
        await lost(caller, called.peer_id)
        await lost(called, caller.peer_id)
        assert there.hop.statistics.circuits == 0


async def test_time_that_is_up_ends_a_circuit() -> None:
    async with town(RelayChoices(limit=Limit(duration=1, data=0))) as there:
        caller, called = await meet(there)
        await lost(caller, called.peer_id)
        await lost(called, caller.peer_id)
        assert there.hop.statistics.circuits == 0
