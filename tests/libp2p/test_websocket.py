"""Calling over WebSockets of others; what goes well is in test_pinging."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import NoReturn

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from plong.libp2p.errors import Refused, Unreachable
from plong.libp2p.pinging import make_node
from plong.libp2p.websocket import WebSocketWire, dial_websocket
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.dialling import Target, target_of
from plong.protocol.libp2p.multiaddr import Multiaddr, socket_multiaddr
from tests.libp2p.sockets import until

Serve = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def listener(handler: Serve, *, path: str = "/") -> AsyncIterator[Target]:
    def route(socket: ServerConnection, request: Request) -> Response | None:
        return None if request.path == path else socket.respond(HTTPStatus.NOT_FOUND, "No.\n")

    async with serve(handler, "127.0.0.1", 0, process_request=route) as server:
        [socket] = server.sockets
        yield target_of(socket_multiaddr(*socket.getsockname(), "ws"))


async def wait(socket: ServerConnection) -> None:
    await socket.wait_closed()


async def test_a_server_without_such_a_path_is_unreachable() -> None:
    async with listener(wait, path="/ws") as target:
        with pytest.raises(Unreachable, match=r"There is no WebSocket: .*404"):
            await make_node().dial(target)


async def test_text_ends_it() -> None:
    async def talk(socket: ServerConnection) -> None:
        await socket.send("hello")
        await socket.wait_closed()

    async with listener(talk) as target:
        with pytest.raises(Unreachable, match="A message is text"):
            await make_node().dial(target)


async def test_a_message_that_is_too_long_ends_it() -> None:
    async def flood(socket: ServerConnection) -> None:
        await socket.send(bytes(1024 * 1024 + 1))
        await socket.wait_closed()

    node = make_node()
    async with listener(flood) as target:
        with pytest.raises(Unreachable):
            await node.dial(target)
        await until(lambda: len(node.connections) == 0)


async def test_who_hangs_up_is_lost() -> None:
    async def hang_up(socket: ServerConnection) -> None:
        socket.transport.abort()

    async with listener(hang_up) as target:
        with pytest.raises(Unreachable):
            await make_node().dial(target)


async def test_what_may_not_be_attached_is_refused() -> None:
    def refuse(_: Wire, __: Multiaddr) -> NoReturn:
        raise Refused("There are too many.")

    async with listener(wait) as target:
        with pytest.raises(ConnectionError, match="There are too many"):
            await dial_websocket(target, refuse)


async def test_a_certificate_is_asked_for() -> None:
    async with listener(wait) as target:
        plain = socket_multiaddr(target.host, target.port, "wss")
        with pytest.raises(Unreachable, match="Nobody can be called there"):
            await make_node().dial(target_of(plain))


async def test_before_it_is_open_and_after_nothing_is_written() -> None:
    opened = asyncio.get_running_loop().create_future()
    wire = WebSocketWire(make_node().inbound, "ws://[2001:db8::1]:80/", opened)
    wire.write(b"too early")
    opened.cancel()
