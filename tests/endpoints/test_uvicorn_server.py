"""The server under both skins ends when it is told to, and when nothing is under way."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
import uvicorn

from plong.endpoints.uvicorn_server import UvicornServer


async def _application(_scope: object, _receive: object, _send: object) -> None:
    """Never called: nobody asks."""


@pytest.fixture
async def server() -> AsyncIterator[UvicornServer]:
    """A server that listens, and does no more by itself."""
    options: Any = {"lifespan": "off", "log_config": None}
    config = uvicorn.Config(_application, **options)
    config.load()
    server = UvicornServer(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        await server.startup([listener])
        yield server
        await server.shutdown([listener])


def under_way(server: UvicornServer, may_end: asyncio.Event) -> asyncio.Task[None]:
    """Give the server a request to answer."""

    async def answer() -> None:
        await may_end.wait()

    task = asyncio.create_task(answer())
    server.server_state.tasks.add(task)
    task.add_done_callback(server.server_state.tasks.discard)
    return task


async def is_over_at_once(doing: Awaitable[None]) -> bool:
    """Tell whether it ends before any timer could."""
    task = asyncio.ensure_future(doing)
    for _ in range(10):
        await asyncio.sleep(0)
    ended = task.done()
    await task
    return ended


async def test_it_stops_when_it_is_told_to(server: UvicornServer) -> None:
    looping = asyncio.create_task(server.main_loop())
    await asyncio.sleep(0)
    server.stop(0)
    assert await is_over_at_once(looping)
    assert b"date" in dict(server.server_state.default_headers)


async def test_who_has_nothing_under_way_waits_for_nothing(server: UvicornServer) -> None:
    server.stop(60)
    assert await is_over_at_once(server.shutdown())


async def test_what_is_under_way_is_waited_for(server: UvicornServer) -> None:
    server.stop(60)
    may_end = asyncio.Event()
    task = under_way(server, may_end)
    ending = asyncio.create_task(server.shutdown())
    await asyncio.sleep(0)
    assert not ending.done()
    may_end.set()
    await ending
    assert task.done()


async def test_what_takes_too_long_is_cancelled(server: UvicornServer) -> None:
    task = under_way(server, asyncio.Event())
    await server.shutdown()
    with pytest.raises(asyncio.CancelledError):
        await task
