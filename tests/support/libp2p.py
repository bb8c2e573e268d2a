"""Peers of libp2p as a server meets them: good ones, and strangers who say what they like."""

import asyncio
import os
from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from plong.endpoints.libp2p.peering import Peering
from plong.libp2p import ping
from plong.libp2p.connection import Connection
from plong.libp2p.node import Node
from plong.libp2p.upgrade import YAMUX, Role, Upgrade, Upgraded
from plong.noise.host import Host
from plong.protocol.libp2p.dialling import target_of
from plong.protocol.libp2p.multiaddr import parse_multiaddr
from plong.protocol.libp2p.multistream import MultistreamDialer
from plong.protocol.libp2p.yamux.frames import (
    DATA,
    HEADER_BYTES,
    RST,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    write_header,
)
from plong.protocol.libp2p.yamux.frames import PING as YAMUX_PING
from tests.support.server import Server

WAYS: Final = ("tcp", "ws")
PATIENCE: Final = 10.0
"""Seconds after which a test fails that waits for what does not come."""

PIECE: Final = 32_768
MOST: Final = 64 * 1024 * 1024
"""Bytes: more than all buffers of the system hold."""
ECHOED: Final = 64
"""Streams that are wasted on that, each with half a window."""
FIRST_WASTED: Final = 101
STALL: Final = 0.3
"""Seconds after which a server that takes nothing is taken to be held."""


def peering_of(server: Server) -> Peering:
    """Return the server's peer."""
    assert isinstance(server.libp2p, Peering)
    return server.libp2p


def address_of(server: Server, way: str = "tcp") -> str:
    """Return the multiaddr of a server."""
    tcp, websocket = peering_of(server).addresses
    return websocket if way == "ws" else tcp


async def is_answered(server: Server, way: str = "tcp") -> None:
    """See that a good peer is answered."""
    pongs = [pong async for pong in ping(address_of(server, way), count=1)]
    assert [pong.why for pong in pongs] == [None]


async def dialled(node: Node, server: Server, way: str = "tcp") -> Connection:
    """Have a peer call a server."""
    return await node.dial(target_of(parse_multiaddr(address_of(server, way))))


async def has_peers(server: Server, count: int) -> None:
    """Wait until so many connections are there."""
    async with asyncio.timeout(PATIENCE):
        while len(peering_of(server).node.connections) != count:
            await server.http.get("/wuu2")


async def has_proved(server: Server) -> None:
    """Wait until somebody has proved who it is."""
    async with asyncio.timeout(PATIENCE):
        while not peering_of(server).node.connections.peers:
            await server.http.get("/wuu2")


class Pipe(Protocol):
    """A stranger's bytes."""

    @abstractmethod
    async def send(self, data: bytes) -> None:
        """Send them; who is not listened to any more, notices nothing."""

    @abstractmethod
    async def read(self) -> bytes:
        """Return what comes next; nothing: it has ended."""


class TcpPipe(Pipe):
    """Over TCP."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            await self._writer.drain()
        except ConnectionError:
            return

    async def read(self) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._reader.read(1 << 16)
        except ConnectionError:
            return b""


class MessagePipe(Pipe):
    """Over WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, data: bytes) -> None:
        try:
            await self.connection.send(data)
        except ConnectionClosed:
            return

    async def read(self) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE):
                message = await self.connection.recv()
        except ConnectionClosed:
            return b""
        assert isinstance(message, bytes)
        return message


@asynccontextmanager
async def stranger(server: Server, way: str) -> AsyncIterator[Pipe]:
    """Connect, and say nothing yet."""
    if way == "ws":
        async with connect(f"{server.ws_url}/", compression=None) as connection:
            yield MessagePipe(connection)
            connection.transport.abort()  # it may be held, and closing takes ten seconds then
        return
    port = peering_of(server).addresses[0].split("/")[4]
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    try:
        yield TcpPipe(reader, writer)
    finally:
        writer.transport.abort()


async def read_to_the_end(pipe: Pipe) -> bytes:
    """Return all that comes until the server hangs up."""
    parts = []
    while part := await pipe.read():
        parts.append(part)
    return b"".join(parts)


class Insider:
    """A peer that has proved who it is, and says what frames it likes."""

    def __init__(self, pipe: Pipe, upgraded: Upgraded) -> None:
        self.pipe = pipe
        self._channel = upgraded.secured.channel

    async def send(self, frames: bytes) -> None:
        """Send frames."""
        await self.pipe.send(self._channel.send(frames))

    async def read(self) -> bytes:
        """Return frames that come; nothing: it has ended."""
        data = await self.pipe.read()
        while data and not (said := b"".join(self._channel.receive(data))):
            data = await self.pipe.read()
        return said if data else b""

    async def send_data(self, stream: int, payload: bytes) -> None:
        """Send data on a stream."""
        for at in range(0, len(payload), PIECE):
            body = payload[at : at + PIECE]
            await self.send(write_header(DATA, 0, stream, len(body)) + body)

    async def open_ping(self, stream: int, payload: bytes = b"") -> None:
        """Open a stream that pings, and send something."""
        agreed = MultistreamDialer(["/ipfs/ping/1.0.0"]).data_to_send()
        body = agreed + payload
        await self.send(write_header(DATA, SYN, stream, len(body)) + body)


async def stop_reading(insider: Insider) -> None:
    """Have pings answered, and read no answer, until the server reads nothing more.

    Echoes come first, of streams that are given up with what they hold, for they fill the system's
    buffers sooner.
    """
    pings = write_header(YAMUX_PING, SYN, 0, 1) * (PIECE // HEADER_BYTES)
    for number in range(MOST // PIECE):
        try:
            if number < ECHOED:
                await asyncio.wait_for(_echo_once(insider, FIRST_WASTED + 2 * number), STALL)
            else:
                await asyncio.wait_for(insider.send(pings), STALL)
        except TimeoutError:
            return
    raise AssertionError("The server takes whatever comes.")


async def _echo_once(insider: Insider, stream: int) -> None:
    await insider.open_ping(stream)
    await insider.send_data(stream, bytes(WINDOW // 2))
    await insider.send(write_header(WINDOW_UPDATE, RST, stream, 0))


async def prove(pipe: Pipe, piece: int = 1 << 16) -> Insider:
    """Go through the handshake, in pieces of so many bytes."""
    keys = Host(os.urandom(32), os.urandom(32), (YAMUX,))
    upgrade = Upgrade(keys, os.urandom(32), Role(is_dialer=True), 64)
    upgraded = None
    while upgraded is None:
        await send_in_pieces(pipe, upgrade.data_to_send(), piece)
        data = await pipe.read()
        assert data, "The server hung up."
        upgraded = upgrade.receive(data)
    await send_in_pieces(pipe, upgrade.data_to_send(), piece)
    return Insider(pipe, upgraded)


async def send_in_pieces(pipe: Pipe, data: bytes, piece: int) -> None:
    """Send data, so many bytes at a time."""
    for at in range(0, len(data), piece):
        await pipe.send(data[at : at + piece])
