"""Who comes, says much and goes leaves nothing: it is freed at once, not when a collector comes."""

import asyncio
import contextlib
import gc
import weakref
from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest

from tests.support.libp2p import has_peers, stranger
from tests.support.memory import MEBIBYTE, resident
from tests.support.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    MIRRORED,
    PING,
    TEXT,
    RawClient,
    frame,
    raw_client,
    raw_websocket,
)
from tests.support.server import Server, running_server

VISITS = 60
SIZE = 900_000
"""Bytes of one visit: of all together ten times what may stay."""
MOST_LEFT = 6 * MEBIBYTE
PATIENCE = 10.0
MULTISTREAM = b"\x13/multistream/1.0.0\n"

Visit = Callable[[Server], Awaitable[None]]


async def half_a_message(server: Server) -> None:
    me = await server.ohai()
    async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
        half = bytes(SIZE // 2)
        await client.send(frame(BINARY, half, fin=False), frame(CONTINUATION, half, fin=False))
        await client.send(frame(PING))
        await client.read_frame()  # so it has been read
        client.reset()


async def half_a_frame(server: Server) -> None:
    me = await server.ohai()
    async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
        await client.send(frame(PING) + frame(BINARY, bytes(SIZE))[: SIZE // 2])
        await client.read_frame()
        client.reset()


async def questions_ahead(server: Server) -> None:
    async with raw_client(server.port, receive_buffer=4096) as client:
        sending = asyncio.create_task(client.send(MIRRORED * (SIZE // len(MIRRORED))))
        assert (await server.http.get("/")).status_code == httpx.codes.OK
        client.reset()
        await asyncio.gather(sending, return_exceptions=True)


async def rubbish_over_tcp(server: Server) -> None:
    await _say_rubbish(server, "tcp")


async def rubbish_over_websocket(server: Server) -> None:
    await _say_rubbish(server, "ws")


async def _say_rubbish(server: Server, way: str) -> None:
    async with stranger(server, way) as pipe:
        with contextlib.suppress(ConnectionError):
            await pipe.send(MULTISTREAM + bytes(SIZE))
            await pipe.read()


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def nobody_is_left(server: Server) -> None:
    await has_peers(server, 0)
    async with asyncio.timeout(PATIENCE):
        while [*server.hub.connections]:
            await server.http.get("/")


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize(
    "visit",
    [half_a_message, half_a_frame, questions_ahead, rubbish_over_tcp, rubbish_over_websocket],
)
async def test_what_a_visitor_has_left_unfinished_goes_with_it(visit: Visit) -> None:
    async with running_server(mode="hwxl") as server:
        for _ in range(5):  # what the first visits load is nobody's own
            await visit(server)
        await nobody_is_left(server)
        before = resident()
        for _ in range(VISITS):
            await visit(server)
        await nobody_is_left(server)
        assert resident() - before < MOST_LEFT


async def says_goodbye(client: RawClient) -> None:
    await client.send(frame(CLOSE, b"\x03\xe8"))


async def resets(client: RawClient) -> None:
    client.reset()


async def leaves_a_question(client: RawClient) -> None:
    await client.send(frame(TEXT, b'\x1bwhois {"Passphrase": "nobody"}'), frame(CLOSE, b""))
    client.reset()


async def breaks_the_protocol(client: RawClient) -> None:
    await client.send(frame(CONTINUATION))
    client.reset()


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("leave", [says_goodbye, resets, leaves_a_question, breaks_the_protocol])
async def test_a_session_that_is_over_is_freed_at_once(
    leave: Callable[[RawClient], Awaitable[None]],
) -> None:
    async with running_server(mode="hwxl") as server:
        me = await server.ohai()
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            [connection] = server.hub.connections
            session = weakref.ref(connection.listener)
            del connection
            await leave(client)
        await nobody_is_left(server)
        async with asyncio.timeout(PATIENCE):
            while session() is not None:
                await server.http.get("/")
