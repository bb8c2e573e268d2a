"""Clients that hold a server up when it wants to end, each in its own way."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from tests.support.command_line import Running
from tests.support.raw import TEXT, RawClient, frame, raw_client, raw_websocket, upgrade

PIECE = frame(TEXT, bytes(1 << 16))
MOST_PIECES = 1000
STALL = 0.3
"""Seconds after which a server that takes nothing is taken to be held."""

Lingerer = Callable[[Running], AbstractAsyncContextManager[RawClient]]


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
async def dripping(plong: Running) -> AsyncIterator[RawClient]:
    """A client whose request comes a byte at a time."""
    async with in_mid_request(plong) as client:
        drip = asyncio.create_task(client.drip(b" " * 90, 0.1))
        yield client
        drip.cancel()


@asynccontextmanager
async def in_mid_upgrade(plong: Running) -> AsyncIterator[RawClient]:
    """A client that has asked for half a WebSocket."""
    async with raw_client(plong.port) as client:
        await client.send(upgrade("/ws/-")[:-4])
        yield client


@asynccontextmanager
async def not_taking_answers(plong: Running) -> AsyncIterator[RawClient]:
    """A client that asks again and again, and reads no answer."""
    async with raw_client(plong.port, receive_buffer=4096) as client:
        await client.send(b"GET /plong.js HTTP/1.1\r\nHost: plong.example\r\n\r\n" * 1000)
        yield client


@asynccontextmanager
async def idle(plong: Running) -> AsyncIterator[RawClient]:
    """A client with a WebSocket that is quiet."""
    me = await plong.get("/ohai")
    async with raw_websocket(plong.port, f"/ws/{me['PrivateId']}") as client:
        yield client


@asynccontextmanager
async def in_mid_frame(plong: Running) -> AsyncIterator[RawClient]:
    """A client whose message is not whole."""
    async with idle(plong) as client:
        await client.send(PIECE[:1000])
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


@asynccontextmanager
async def waiting_for_hashes(plong: Running) -> AsyncIterator[RawClient]:
    """A client with as many passphrases as it may have tried, and no answer yet."""
    async with raw_client(plong.port) as client:
        for number in range(40):
            body = json.dumps({"Passphrase": f"blue sky {number}"})
            head = f"POST /whois HTTP/1.1\r\nHost: plong.example\r\nContent-Length: {len(body)}"
            await client.send(f"{head}\r\n\r\n{body}".encode())
        yield client


@asynccontextmanager
async def held_at_the_door(plong: Running) -> AsyncIterator[RawClient]:
    """A client that has knocked where nobody is."""
    async with raw_client(plong.port) as client:
        nobody = f"http://localhost:{plong.port}/at/{'A' * 43}"
        knock = {
            "ping_id": "518be002-60a1-4d2a-8a5b-8f54e0e0a2ba",
            "origin": "http://192.0.2.1",
            "target": nobody,
            "payload_type": "ask",
        }
        body = json.dumps(knock)
        path = f"/at/{'A' * 43}/ping"
        head = f"POST {path} HTTP/1.1\r\nHost: plong.example\r\nContent-Type: application/json"
        await client.send(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        yield client


@asynccontextmanager
async def on_the_bridge(plong: Running) -> AsyncIterator[RawClient]:
    """A page with a node of LCDP, that is quiet."""
    async with raw_websocket(plong.port, "/wt") as client:
        yield client


@asynccontextmanager
async def silent_at_libp2p(plong: Running) -> AsyncIterator[RawClient]:
    """A client of libp2p that says nothing beyond the first word."""
    async with raw_client(await port_of_libp2p(plong)) as client:
        await client.send(b"\x13/multistream/1.0.0\n")
        await client.read_until(b"/multistream/1.0.0\n")
        yield client


async def port_of_libp2p(plong: Running) -> int:
    """Return the TCP port at which libp2p listens."""
    said: dict[str, Any] = await plong.get("/wuu2")
    return int(said["Libp2p"]["Addresses"][0].split("/")[4])


LINGERERS = (
    *(silent, in_mid_request, dripping, in_mid_upgrade, not_taking_answers, idle, in_mid_frame),
    *(not_reading, held_at_the_door, on_the_bridge, silent_at_libp2p, waiting_for_hashes),
)
"""One of each; who waits for hashes must come last, or all is done when the others are there."""
