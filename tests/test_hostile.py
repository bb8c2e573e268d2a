"""A hostile peer of each kind, beside a pair that talks: it ends as documented, the pair goes on.

That who sends too fast is closed, too, takes seconds: tests/endpoints/test_websocket_limits.py.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.support.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    TEXT,
    RawClient,
    frame,
    raw_client,
    raw_websocket,
    upgrade,
)
from tests.support.server import Me, Server, running_server
from tests.support.skins import Skin, portable_server
from tests.support.talk import Pair, linked_pair

CROWD = 8
BOUNDS = {
    "max_message": 4096,
    "buffer_size": 16,
    "buffer_bytes": 4096,
    "connections_per_address": CROWD,
    "keepalive": 0.5,
    "slow_timeout": 0.3,
    "request_timeout": 0.3,
    "close_timeout": 0.2,
}
PATIENCE = 10.0
"""Seconds in which every hostile peer must be gone; here they have deadlines below one."""
CUT = 0
"""In place of a close code: the connection ends without one."""
UNREAD = frame(BINARY, bytes(4096)) * 16
EXBIBYTE = b"\x7f" + (1 << 60).to_bytes(8)

Deed = Callable[[Server], Awaitable[int]]


async def _code_at_the_end(client: RawClient) -> int:
    """Return the code of the close that comes in the end, after whatever else comes."""
    while (heard := await client.read_frame()).opcode != CLOSE:
        pass
    return int.from_bytes(heard.payload[:2])


@asynccontextmanager
async def _inside(
    server: Server, receive_buffer: int | None = None
) -> AsyncIterator[tuple[RawClient, Me]]:
    me = await server.ohai()
    async with raw_websocket(
        server.port, f"/ws/{me.private_id}", receive_buffer=receive_buffer
    ) as client:
        yield client, me


async def _pour_unread(server: Server, data: bytes) -> int:
    async with _inside(server, receive_buffer=4096) as (client, me):
        await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
        pouring = asyncio.create_task(client.send(*[data] * 4096))
        await client.wait_for_reset()
        await asyncio.gather(pouring, return_exceptions=True)
    return CUT


async def _say(server: Server, *pieces: bytes) -> int:
    async with _inside(server) as (client, _):
        saying = asyncio.create_task(client.send(*pieces))
        code = await _code_at_the_end(client)
        await asyncio.gather(saying, return_exceptions=True)
    return code


async def stops_reading(server: Server) -> int:
    return await _pour_unread(server, UNREAD)


async def stops_reading_for_good(server: Server) -> int:
    """Stay when the seat is lost: the socket is another ASGI server's, and that may keep it."""
    async with _inside(server, receive_buffer=4096) as (client, me):
        await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
        pouring = asyncio.create_task(client.send(*[UNREAD] * 4096))
        await _only_the_pair_is_left(server)
        pouring.cancel()
        await asyncio.gather(pouring, return_exceptions=True)
    return CUT


async def pings_and_reads_no_pong(server: Server) -> int:
    return await _pour_unread(server, frame(PING, bytes(125)) * 400)


async def sends_empty_fragments(server: Server) -> int:
    return await _say(server, frame(BINARY, fin=False) + frame(CONTINUATION, fin=False) * 400)


async def sends_fragments_of_a_byte(server: Server) -> int:
    tiny = frame(CONTINUATION, b"x", fin=False)
    return await _say(server, frame(BINARY, b"x", fin=False) + tiny * 400)


async def sends_a_huge_frame(server: Server) -> int:
    return await _say(server, frame(BINARY, bytes(100), length=EXBIBYTE))


async def answers_no_ping(server: Server) -> int:
    return await _say(server)


async def stops_in_mid_frame(server: Server) -> int:
    return await _say(server, frame(BINARY, bytes(2000))[:1000])


async def resets_in_mid_frame(server: Server) -> int:
    async with _inside(server) as (client, _):
        await client.send(frame(BINARY, bytes(2000))[:1000])
        client.reset()
    return CUT


async def says_nothing(server: Server) -> int:
    async with raw_client(server.port) as client:
        assert await client.read_to_the_end() == b""
    return CUT


async def asks_slowly_for_a_websocket(server: Server) -> int:
    async with raw_client(server.port) as client:
        assert not await client.drip(upgrade("/ws/x"), 0.02)
    return CUT


async def comes_too_often(server: Server) -> int:
    async with AsyncExitStack() as stack:
        for _ in range(CROWD - 2):  # the pair is there, too
            await stack.enter_async_context(_inside(server))
        client, _ = await stack.enter_async_context(_inside(server))
        return await _code_at_the_end(client)


DEEDS: dict[Deed, int] = {
    stops_reading: CUT,
    pings_and_reads_no_pong: CUT,
    sends_empty_fragments: 1009,
    sends_fragments_of_a_byte: 1009,
    sends_a_huge_frame: 1009,
    answers_no_ping: 1001,
    stops_in_mid_frame: 1001,
    resets_in_mid_frame: CUT,
    says_nothing: CUT,
    asks_slowly_for_a_websocket: CUT,
    comes_too_often: 4013,
}
PORTABLE: dict[Deed, int] = {
    stops_reading_for_good: CUT,
    sends_a_huge_frame: 1009,
    resets_in_mid_frame: CUT,
    comes_too_often: 4013,
}
"""What the application sees to under another ASGI server; all else is that one's."""


async def _talk_on(pair: Pair, ended: asyncio.Event) -> None:
    """Talk until it is ended; whatever does not arrive as it was said fails."""
    while not ended.is_set():
        await pair.talk()


async def _only_the_pair_is_left(server: Server) -> None:
    async with asyncio.timeout(PATIENCE):
        while len([*server.hub.connections]) > 2:
            await server.http.get("/")


@asynccontextmanager
async def talking_pair(skin: Skin = running_server) -> AsyncIterator[Server]:
    """Run a server with a pair that talks all the time."""
    async with skin(**BOUNDS) as server, linked_pair(server) as pair:
        ended = asyncio.Event()
        talking = asyncio.create_task(_talk_on(pair, ended))
        yield server
        await _only_the_pair_is_left(server)
        ended.set()
        await talking
        await pair.talk()


@pytest.mark.parametrize(("deed", "code"), DEEDS.items())
async def test_one_of_a_kind_ends_as_documented_and_the_pair_goes_on(deed: Deed, code: int) -> None:
    async with talking_pair() as server, asyncio.timeout(PATIENCE):
        assert await deed(server) == code


@pytest.mark.parametrize(("deed", "code"), PORTABLE.items())
async def test_under_another_asgi_server_the_pair_goes_on(deed: Deed, code: int) -> None:
    async with talking_pair(portable_server) as server, asyncio.timeout(PATIENCE):
        assert await deed(server) == code


async def test_all_kinds_at_once_end_and_the_pair_goes_on() -> None:
    deeds = [deed for deed in DEEDS if deed is not comes_too_often]  # which would keep others out
    async with talking_pair() as server, asyncio.timeout(PATIENCE):
        assert await asyncio.gather(*(deed(server) for deed in deeds)) == [DEEDS[d] for d in deeds]
