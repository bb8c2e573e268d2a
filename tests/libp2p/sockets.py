"""Listeners on loopback: our node over TCP, and over a WebSocket that somebody else has written."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from plong.libp2p.node import Node
from plong.libp2p.tcp import Attach, listen_tcp
from plong.protocol.libp2p.multiaddr import Multiaddr, socket_multiaddr
from tests.libp2p.stranger import FakeWire

PATIENCE = 10.0
"""Seconds after which a test fails that waits for something."""


@asynccontextmanager
async def tcp_listener(attach: Attach) -> AsyncIterator[Multiaddr]:
    """Accept for whoever attaches a connection."""
    server = await listen_tcp("127.0.0.1", 0, attach)
    try:
        yield socket_multiaddr(*server.sockets[0].getsockname())
    finally:
        server.close()


class MessageWire(FakeWire):
    """Puts what is written into binary messages."""

    def __init__(self, socket: ServerConnection) -> None:
        super().__init__()
        self._socket = socket

    async def pump(self) -> None:
        data = self.take()
        await self._socket.send([data[at : at + 40] for at in range(0, len(data), 40)])


@asynccontextmanager
async def websocket_listener(node: Node) -> AsyncIterator[Multiaddr]:
    """Accept WebSockets for a node, as `websockets` has them; messages are fragmented."""
    async with serve(partial(_serve, node), "127.0.0.1", 0, compression=None) as server:
        [socket] = server.sockets
        yield socket_multiaddr(*socket.getsockname(), "ws")


async def _serve(node: Node, socket: ServerConnection) -> None:
    wire = MessageWire(socket)
    connection = node.inbound(wire, socket_multiaddr(*socket.remote_address))
    with suppress(ConnectionClosed):
        async for message in socket:
            assert isinstance(message, bytes)
            connection.received(message)
            await wire.pump()
            if wire.is_closed:
                break
    connection.lost()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, which a loop's next rounds bring about."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - it is of any kind, and has no event
            await asyncio.sleep(0)
