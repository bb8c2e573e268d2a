"""`plong.libp2p.ping`, as programs use it, over sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from plong.libp2p import Pong, ping
from plong.libp2p.errors import Unreachable
from plong.libp2p.node import Node
from plong.libp2p.pinging import make_node
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr
from tests.libp2p.sockets import tcp_listener, until, websocket_listener


@pytest.fixture
async def there() -> AsyncIterator[Node]:
    """Who is pinged."""
    node = make_node()
    yield node
    await node.close()


@pytest.fixture(params=[tcp_listener, websocket_listener])
async def address(there: Node, request: pytest.FixtureRequest) -> AsyncIterator[Multiaddr]:
    made = request.param(there.inbound if request.param is tcp_listener else there)
    async with made as address:
        yield address.with_peer(there.peer_id)


async def test_pings_are_measured(there: Node, address: Multiaddr) -> None:
    pongs = [pong async for pong in ping(str(address), count=3, interval=0)]
    assert [pong.number for pong in pongs] == [1, 2, 3]
    assert all(pong.seconds is not None and 0 < pong.seconds < 5 for pong in pongs)
    assert [pong.why for pong in pongs] == [None] * 3
    await until(lambda: len(there.connections) == 0)


async def test_who_stops_early_leaves_nothing_behind(there: Node, address: Multiaddr) -> None:
    async with aclosing(ping(str(address), interval=0)) as pongs:
        async for _ in pongs:
            break
    await until(lambda: len(there.connections) == 0)


async def test_a_node_keeps_its_connection_from_one_call_to_the_next(
    there: Node, address: Multiaddr
) -> None:
    node = make_node()
    for _ in range(3):
        assert [pong.number async for pong in ping(str(address), count=1, node=node)] == [1]
    assert len(there.connections) == len(node.connections) == 1
    await until(lambda: [connection.streams for connection in there.connections] == [0])
    await node.close()


async def test_a_lost_connection_is_made_again(address: Multiaddr) -> None:
    node = make_node()
    async with aclosing(ping(str(address), interval=0, node=node)) as pongs:
        assert (await anext(pongs)).seconds is not None
        for connection in node.connections:
            connection.close()
        assert (await anext(pongs)).seconds is not None
    await node.close()


async def test_who_is_gone_is_a_failure_and_may_come_back(there: Node) -> None:
    node = make_node()
    async with tcp_listener(there.inbound) as address:
        pongs = ping(str(address.with_peer(there.peer_id)), interval=0, node=node)
        assert (await anext(pongs)).seconds is not None
    for connection in node.connections:
        connection.close()
    failed = await anext(pongs)
    assert failed.seconds is None
    assert failed.why is not None
    assert failed.why.startswith("Nobody can be called there")
    await pongs.aclose()
    await node.close()


async def test_somebody_else_is_there(there: Node, address: Multiaddr) -> None:
    other = make_node().peer_id
    text = str(Multiaddr(address.parts[:-1]).with_peer(other))
    with pytest.raises(Unreachable, match=f"{other} was called, and {there.peer_id} is there"):
        await anext(ping(text))


async def test_nobody_is_there() -> None:
    async with tcp_listener(make_node().inbound) as address:
        pass
    with pytest.raises(Unreachable, match="Nobody can be called there"):
        await anext(ping(str(address)))


async def test_there_is_something_else() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.plong.example\r\n" * 4)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for end in ("", "/ws"):
        with pytest.raises(Unreachable):
            await anext(ping(f"/ip4/127.0.0.1/tcp/{port}{end}"))
    server.close()


@pytest.mark.parametrize("address", ["", "127.0.0.1:4001", "/ip4/127.0.0.1/udp/4001/quic-v1"])
async def test_what_cannot_be_dialled(address: str) -> None:
    with pytest.raises(ProtocolViolation):
        await anext(ping(address))


def test_a_pong_that_failed_says_why() -> None:
    assert Pong(1, None, "late").why == "late"
