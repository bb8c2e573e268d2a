"""What strangers can make a server hold, is bounded by its configuration: docs/hostile.md."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.memory import MEBIBYTE
from tests.support.process import ServerProcess, server_process
from tests.support.raw import (
    BINARY,
    CONTINUATION,
    MIRRORED,
    TEXT,
    RawClient,
    frame,
    raw_client,
    raw_websocket,
)

CONNECTIONS = 24
SMALL, LARGE = 128 * 1024, MEBIBYTE
BASE = 24 * MEBIBYTE
"""What is for all connections: code that is loaded late, caches, what the allocator keeps."""
OWN = 320 * 1024
"""What a connection costs whatever it does: one read, and its objects."""
STUCK = 0.5
"""Seconds after which the server is taken not to read any more."""

Fill = Callable[[ServerProcess, AsyncExitStack, int], Awaitable[None]]


async def _pour(client: RawClient, data: bytes, times: int = 1) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(STUCK):
            await client.send(*[data] * times)


async def _enter(server: ServerProcess, stack: AsyncExitStack) -> RawClient:
    me = await server.ohai()
    entering = raw_websocket(server.port, f"/ws/{me.private_id}", receive_buffer=4096)
    client = await stack.enter_async_context(entering)
    await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
    return client


async def unread_messages(server: ServerProcess, stack: AsyncExitStack, size: int) -> None:
    await _pour(await _enter(server, stack), frame(BINARY, bytes(size)), 16)


async def unfinished_messages(server: ServerProcess, stack: AsyncExitStack, size: int) -> None:
    half = frame(BINARY, bytes(size // 2), fin=False)
    rest = frame(CONTINUATION, bytes(size // 2), fin=False)
    await _pour(await _enter(server, stack), half + rest[:-1])


async def unread_http(server: ServerProcess, stack: AsyncExitStack, size: int) -> None:
    del size  # HTTP's bounds are not the relay's
    client = await stack.enter_async_context(raw_client(server.port, receive_buffer=4096))
    await _pour(client, MIRRORED, 100)


@pytest.mark.parametrize(
    ("fill", "size", "most"),
    [
        (unread_messages, SMALL, 5 * SMALL),
        (unread_messages, LARGE, 5 * LARGE),
        (unfinished_messages, LARGE, 5 * LARGE),
        (unread_http, LARGE, 3 * MEBIBYTE),
    ],
)
async def test_many_connections_hold_no_more_than_is_configured(
    tmp_path: Path, fill: Fill, size: int, most: int
) -> None:
    bounds = {"max_message": size, "buffer_bytes": size, "peers_per_minute": 1000}
    async with server_process(tmp_path, **bounds) as server, AsyncExitStack() as stack:
        before = server.peak_memory
        await asyncio.gather(*(fill(server, stack, size) for _ in range(CONNECTIONS)))
        await server.ohai()
        grown = server.peak_memory - before
        assert grown < BASE + CONNECTIONS * (OWN + most)
        assert grown > size  # it was held at all
