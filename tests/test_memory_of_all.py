"""What all strangers together can make a server hold is bounded, and who holds little stays."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.support.memory import MEBIBYTE
from tests.support.process import ServerProcess, server_process
from tests.support.raw import BINARY, MIRRORED, TEXT, RawClient, frame, raw_client, raw_websocket
from tests.support.talk import Pair, linked_pair

MOST = 24 * MEBIBYTE
"""``buffer_memory``: without it, the attackers make a server hold 210 MiB."""
ADDRESSES = [f"127.0.0.{number}" for number in range(2, 9)]
EACH = 15
"""Connections of each address."""
SETTINGS = {"buffer_memory": MOST, "buffer_bytes": MEBIBYTE, "peers_per_minute": 1000}
ALMOST = 1_000_000
"""Bytes of a message that is almost as long as may be."""
BASE = 16 * MEBIBYTE
"""What is for all connections: code that is loaded late, caches, what the allocator keeps."""
TURN = 24 * MEBIBYTE
"""What may come in one turn of the event loop, before anybody is ended."""
STUCK = 0.8
"""Seconds after which the server is taken not to read any more."""

Fill = Callable[[ServerProcess, AsyncExitStack, str], Awaitable[None]]


async def _pour(client: RawClient, data: bytes, times: int = 1) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(STUCK):
            await client.send(*[data] * times)


@asynccontextmanager
async def _inside(server: ServerProcess, source: str) -> AsyncIterator[RawClient]:
    me = await server.ohai()
    path = f"/ws/{me.private_id}"
    async with raw_websocket(server.port, path, receive_buffer=4096, source=source) as client:
        await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
        yield client


async def reads_no_messages(server: ServerProcess, stack: AsyncExitStack, source: str) -> None:
    client = await stack.enter_async_context(_inside(server, source))
    await _pour(client, frame(BINARY, bytes(ALMOST)), 8)


async def ends_no_message(server: ServerProcess, stack: AsyncExitStack, source: str) -> None:
    client = await stack.enter_async_context(_inside(server, source))
    await _pour(client, frame(BINARY, bytes(ALMOST), fin=False) + frame(0, bytes(ALMOST))[:-1])


async def reads_no_answers(server: ServerProcess, stack: AsyncExitStack, source: str) -> None:
    asking = raw_client(server.port, receive_buffer=4096, source=source)
    await _pour(await stack.enter_async_context(asking), MIRRORED * 16, 20)


@asynccontextmanager
async def _talking(pair: Pair) -> AsyncIterator[None]:
    """Let two talk all the while."""
    is_over = asyncio.Event()

    async def talk() -> None:
        while not is_over.is_set():
            await pair.talk()

    async with asyncio.TaskGroup() as group:
        group.create_task(talk())
        yield
        is_over.set()


FILLS: list[Fill] = [reads_no_messages, ends_no_message, reads_no_answers]


async def _fill_all(server: ServerProcess, stack: AsyncExitStack) -> None:
    """Let each address do all that it can, in as many connections."""
    kinds = zip(ADDRESSES * EACH, FILLS * (len(ADDRESSES) * EACH // len(FILLS)), strict=True)
    await asyncio.gather(*(fill(server, stack, source) for source, fill in kinds))


async def test_many_from_many_addresses_hold_no_more_than_is_configured(tmp_path: Path) -> None:
    async with server_process(tmp_path, **SETTINGS) as server, AsyncExitStack() as stack:
        pair = await stack.enter_async_context(linked_pair(server))
        before = server.peak_memory
        async with _talking(pair):
            await _fill_all(server, stack)
        grown = server.peak_memory - before
        assert MOST / 2 < grown < BASE + MOST + TURN
        await pair.talk()
