"""Frames that are no messages cost what messages cost: floods of them are held, then closed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from plong.endpoints import picows_ending
from plong.endpoints.base_session import BaseSession
from plong.endpoints.picows_listener import FrameListener
from plong.endpoints.picows_room import LITTLE_READ, ReadRoom
from plong.hub.pace import Pace
from tests.support.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    Frame,
    RawClient,
    frame,
    raw_websocket,
)
from tests.support.server import Server, running_server

SLOW = {"messages_per_second": 100, "bytes_per_second": 100_000}
MANY = 30_000
"""Frames, which are some reads: a client is warned, or closed, once a read."""
EMPTY_PART = frame(CONTINUATION, b"", fin=False)
FLOODS = {
    "pings": frame(PING, b"x") * MANY,
    "pongs": frame(PONG, b"") * MANY,
    "empty fragments": frame(TEXT, b"", fin=False) + EMPTY_PART * MANY,
    "empty messages": frame(TEXT, b"") * MANY,
    "one message in tiny pieces": frame(TEXT, b"", fin=False)
    + frame(CONTINUATION, b"x", fin=False) * MANY,
}


async def close_code(client: RawClient) -> int:
    """Return the code of the close; what was answered before is passed over."""
    while (came := await client.read_frame()).opcode != CLOSE:
        assert came.opcode in (TEXT, PONG)
    return int.from_bytes(came.payload[:2])


@pytest.mark.parametrize("flood", FLOODS)
async def test_who_floods_is_closed_with_4008(flood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.0)
    async with running_server(**SLOW) as server:
        me = await server.ohai()
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            sending = asyncio.create_task(client.send(FLOODS[flood]))
            async with asyncio.timeout(10):
                assert await close_code(client) == 4008
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await sending
        assert server.hub.tally.refusals["websocket", "too-fast"] == 1


async def test_as_many_as_one_may_send_are_answered() -> None:
    async with running_server(**SLOW) as server:
        me = await server.ohai()
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            await client.send(frame(PING, b"x") * 190)
            assert [await client.read_frame() for _ in range(190)] == [Frame(PONG, b"x")] * 190


async def test_who_sends_much_is_read_little_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    monkeypatch.setattr(ReadRoom, "limit", lambda _, most: reads.append(most))
    async with running_server(**SLOW) as server:
        me = await server.ohai()
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            await client.send(FLOODS["pongs"][: MANY // 10], frame(TEXT, b"\x1bping"))
            async with asyncio.timeout(10):
                while (await client.read_frame()).opcode != TEXT:
                    pass
    assert reads[0] == LITTLE_READ


@asynccontextmanager
async def being_closed(server: Server) -> AsyncIterator[RawClient]:
    """Yield somebody who was sent a close frame."""
    me = await server.ohai()
    async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
        await client.send(frame(TEXT, b"\x1bping"))
        await client.read_frame()
        await server.post("/obai", {"PrivateId": me.private_id})
        assert await client.read_close() == 4001
        yield client


async def pour(client: RawClient, data: bytes) -> None:
    """Send until the server hangs up."""
    with contextlib.suppress(ConnectionError):
        await client.send(data)
        await client.wait_for_reset()


def counted(monkeypatch: pytest.MonkeyPatch, kind: type, name: str) -> list[None]:
    """Return what grows by one with each call."""
    calls: list[None] = []
    method = getattr(kind, name)

    def count(*arguments: object) -> object:
        calls.append(None)
        return method(*arguments)

    monkeypatch.setattr(kind, name, count)
    return calls


async def test_a_flood_behind_a_close_is_held_though_there_are_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Pace, "wait", lambda *_: 60.0)
    monkeypatch.setattr(picows_ending, "AT_ONCE", 256)
    frames = counted(monkeypatch, BaseSession, "count_frame")
    async with running_server(close_timeout=0.3, **SLOW) as server, being_closed(server) as client:
        await pour(client, FLOODS["pings"] * 10)
    assert len(frames) < 1000


async def test_big_frames_behind_a_close_are_read_with_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picows_ending, "_BREAK", 60.0)
    frames = counted(monkeypatch, FrameListener, "on_ws_frame")
    async with running_server(close_timeout=0.3) as server, being_closed(server) as client:
        before = len(frames)
        await pour(client, frame(BINARY, bytes(60_000)) * 100)
    assert len(frames) - before <= 2
