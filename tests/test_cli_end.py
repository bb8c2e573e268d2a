"""The command: SIGTERM and SIGINT end it, whatever its clients do."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from tests.support.command_line import Ended, Running, running_plong
from tests.support.raw import TEXT, RawClient, frame, raw_client, raw_websocket

PIECE = frame(TEXT, bytes(1 << 16))
MOST_PIECES = 1000
STALL = 0.3
"""Seconds after which a server that takes nothing is taken to be held."""


@asynccontextmanager
async def silent(plong: Running) -> AsyncIterator[RawClient]:
    """A client that connected and says nothing."""
    async with raw_client(plong.port) as client:
        yield client


@asynccontextmanager
async def in_mid_request(plong: Running) -> AsyncIterator[RawClient]:
    """A client whose request is not whole."""
    async with raw_client(plong.port) as client:
        await client.send(b"POST /iam HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
        yield client


@asynccontextmanager
async def idle(plong: Running) -> AsyncIterator[RawClient]:
    """A client with a WebSocket that is quiet."""
    me = await plong.get("/ohai")
    async with raw_websocket(plong.port, f"/ws/{me['PrivateId']}") as client:
        yield client


@asynccontextmanager
async def not_reading(plong: Running) -> AsyncIterator[RawClient]:
    """A client that sends itself messages and reads none, until the server holds it."""
    me = await plong.get("/ohai")
    path = f"/ws/{me['PrivateId']}"
    async with raw_websocket(plong.port, path, receive_buffer=4096) as client:
        await client.send(frame(TEXT, b"\x1bchlink " + me["PublicId"].encode()))
        await fill(client)
        yield client


async def fill(client: RawClient) -> None:
    """Send until nothing more is taken."""
    for _ in range(MOST_PIECES):
        try:
            await asyncio.wait_for(client.send(PIECE), STALL)
        except TimeoutError:
            return
    raise AssertionError("The server takes whatever comes.")


Client = Callable[[Running], AbstractAsyncContextManager[RawClient]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("client", [silent, in_mid_request, idle, not_reading])
async def test_a_signal_ends_it_whatever_a_client_does(
    tmp_path: Path, number: signal.Signals, client: Client
) -> None:
    environ = {"PLONG_CLOSE_TIMEOUT": "0.2", "PLONG_BUFFER_BYTES": "65536"}
    async with (
        running_plong("--port", "0", directory=tmp_path, **environ) as plong,
        client(plong),
    ):
        assert await plong.stop(number) == Ended(0, "", "")


async def test_clients_hear_that_it_restarts(tmp_path: Path) -> None:
    async with running_plong("--port", "0", directory=tmp_path) as plong, idle(plong) as client:
        plong.process.send_signal(signal.SIGTERM)
        assert await client.read_close() == 1012


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    async with (
        running_plong("--port", "0", directory=tmp_path, PLONG_CLOSE_TIMEOUT="60") as plong,
        idle(plong) as client,
    ):
        plong.process.send_signal(signal.SIGTERM)
        assert await client.read_close() == 1012  # it waits for an answer, which does not come
        assert (await plong.stop()).code == -signal.SIGTERM
