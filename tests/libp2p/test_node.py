"""A node over sockets: calls, limits, its end."""

import asyncio

import pytest

from plong.libp2p.census import Room
from plong.libp2p.errors import Unreachable
from plong.libp2p.node import NodeChoices
from plong.libp2p.pinging import make_node
from plong.libp2p.services import Handler, StreamIO
from plong.protocol.libp2p.dialling import target_of
from plong.protocol.libp2p.echoing import PING
from plong.protocol.libp2p.multiaddr import socket_multiaddr
from tests.libp2p.sockets import tcp_listener, until, websocket_listener

MUCH = 4 * 1024 * 1024


class Counter(Handler):
    """Counts what comes."""

    def __init__(self, io: StreamIO, counters: list["Counter"]) -> None:
        self.io = io
        self.size = 0
        counters.append(self)

    def received(self, data: bytes) -> None:
        self.size += len(data)
        self.io.consume(len(data))

    def finished(self) -> None:
        pass

    def aborted(self) -> None:
        pass

    def drained(self) -> None:
        pass


async def test_a_connection_to_a_peer_is_reused_and_works_both_ways() -> None:
    here, there = make_node(), make_node()
    async with tcp_listener(there.inbound) as address:
        target = target_of(address.with_peer(there.peer_id))
        connection = await here.dial(target)
        assert await here.dial(target) is connection
        await until(lambda: there.connections.peers == (here.peer_id,))
        assert await there.pinger(here.peer_id).ping(5) > 0
    await here.close()
    await until(lambda: len(there.connections) == 0)


@pytest.mark.parametrize("listener", ["tcp", "ws"])
async def test_who_is_too_many_is_refused(listener: str) -> None:
    here, other = make_node(), make_node()
    there = make_node(NodeChoices("plong/test", room=Room(per_address=1)))
    made = tcp_listener(there.inbound) if listener == "tcp" else websocket_listener(there)
    async with made as address:
        await here.dial(target_of(address))
        with pytest.raises(Unreachable):
            await other.dial(target_of(address))
        await here.close()


async def test_who_gives_up_a_call_leaves_no_connection() -> None:
    here = make_node()
    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0)
    silent = target_of(socket_multiaddr(*server.sockets[0].getsockname()))
    call = asyncio.create_task(here.dial(silent))
    await until(lambda: len(here.connections) == 1 and bool(held))
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(lambda: len(here.connections) == 0)
    held[0].close()
    server.close()


async def test_a_node_that_is_closed_has_no_connections() -> None:
    here, there = make_node(), make_node()
    async with tcp_listener(there.inbound) as address:
        await here.dial(target_of(address))
        await there.close()
        assert len(there.connections) == 0
        await until(lambda: len(here.connections) == 0)
    await there.close()


async def test_much_data_goes_through_a_slow_reader() -> None:
    """Echoes of four mebibytes, which fill the system's buffers, all come back."""
    here, there = make_node(), make_node()
    async with tcp_listener(there.inbound) as address:
        connection = await here.dial(target_of(address))
        counters: list[Counter] = []
        connection.open(PING, lambda io: Counter(io, counters), lambda: None)
        await until(lambda: bool(counters))
        counters[0].io.send(bytes(MUCH))
        await until(lambda: counters[0].size == MUCH)
    await here.close()
    await there.close()
