"""A few minutes in the life of a server, for a picture of the dashboard."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import httpx
from websockets.exceptions import ConnectionClosed

from plong.libp2p.pinging import ping
from tests.support.server import ESC, Server

Work = Callable[[Server], Awaitable[None]]
PAIRS: Final = 8
_SHORT: Final = 0.02
_TEXT: Final = "All in the golden afternoon full leisurely we glide. " * 4


@asynccontextmanager
async def life(server: Server) -> AsyncIterator[None]:
    """Let people talk, come and go, guess and read slowly, until the block ends."""
    pairs = [partial(_talk, number=number) for number in range(PAIRS)]
    works: list[Work] = [*pairs, _come_and_go, _guess, _read_slowly, _knock, _ask_swarm, _measure]
    tasks = [asyncio.create_task(_stubborn(work, server)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _stubborn(work: Work, server: Server) -> None:
    """Begin again whatever a slow machine has ended."""
    while True:
        with contextlib.suppress(ConnectionClosed, httpx.TransportError, KeyError):
            await work(server)
        await asyncio.sleep(1)


async def _talk(server: Server, number: int) -> None:
    """Talk, a little faster and slower in turn."""
    alice, bob = await server.ohai(), await server.ohai()
    await server.iam(bob, f"pair {number}")
    async with server.connect(alice) as first, server.connect(bob) as second:
        await first.send(f"{ESC}chlink {bob.public_id}")
        for turn in range(1_000_000):
            await first.send(_TEXT)
            await second.recv()
            await asyncio.sleep(_SHORT * (1 + (turn // 500 + number) % 4))


async def _come_and_go(server: Server) -> None:
    while True:
        me = await server.ohai()
        async with server.connect(me):
            await server.whois("pair 1")
            await asyncio.sleep(0.5)
        await server.post("/obai", {"PrivateId": me.private_id})


async def _guess(server: Server) -> None:
    """Guess passphrases: for a while in vain, then faster than is allowed."""
    for number in range(1_000_000):
        await server.whois(f"guess {number}")
        await asyncio.sleep(0.2 if number % 200 < 100 else 2)


async def _read_slowly(server: Server) -> None:
    """Be sent more than is read, until somebody gives up; then begin again."""
    alice, bob = await server.ohai(), await server.ohai()
    while True:
        async with server.connect(alice) as first, server.connect(bob, max_queue=1) as second:
            await first.send(f"{ESC}chlink {bob.public_id}")
            with contextlib.suppress(ConnectionClosed, TimeoutError):
                async with asyncio.timeout(25):
                    while True:
                        await first.send("x" * 60_000)
            second.transport.abort()
        await asyncio.sleep(10)


async def _ask_swarm(server: Server) -> None:
    """Ask the node of LCDP for its peers, by a socket that nobody waits for."""
    assert server.swarm is not None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for turn in range(1_000_000):
            sock.sendto(b'[{"PleaseSendPeers":{}}]', ("127.0.0.1", server.swarm.port))
            await asyncio.sleep(_SHORT * (1 + (turn // 300) % 3))


async def _measure(server: Server) -> None:
    """Be a peer of libp2p that pings, once a second."""
    assert server.libp2p is not None
    async for _ in ping(server.libp2p.addresses[0], count=None):
        pass


async def _knock(server: Server) -> None:
    """Leave word for one who never fetches it."""
    me = await server.ohai()
    bearer = {"Authorization": f"Bearer {me.private_id}"}
    own = f"http://localhost:{server.port}/at/{me.public_id}"
    for number in range(1_000_000):
        body = {"origin": own, "target": own, "payload_type": "text", "content": f"{number}"}
        await server.http.post(f"/at/{me.public_id}/send", json=body, headers=bearer)
        await asyncio.sleep(2)
