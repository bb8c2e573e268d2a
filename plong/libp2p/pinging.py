"""Pinging whoever speaks libp2p: what `plong.libp2p.ping` is."""

import asyncio
import itertools
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from plong import __version__
from plong.libp2p.errors import Unreachable
from plong.libp2p.measure import PingFailed
from plong.libp2p.node import Node, NodeChoices
from plong.libp2p.upgrade import YAMUX
from plong.noise.host import SEED_BYTES, Host
from plong.protocol.libp2p.dialling import Target, target_of
from plong.protocol.libp2p.multiaddr import parse_multiaddr

AGENT: Final = f"plong/{__version__}"


@dataclass(frozen=True, slots=True)
class Pong:
    """One ping, measured or failed."""

    number: int
    """From 1."""
    seconds: float | None
    """There and back; None: it failed."""
    why: str | None = None
    """Why it failed, in a few words."""


async def ping(
    address: str,
    *,
    count: int | None = None,
    interval: float = 1.0,
    timeout: float = 10.0,  # noqa: ASYNC109 - of each ping, and a result rather than an error
    node: Node | None = None,
) -> AsyncGenerator[Pong, None]:
    """Ping a peer, and yield each ping as it is measured or failed.

        async for pong in ping("/ip4/127.0.0.1/tcp/4001", count=4):
            print(pong.number, pong.seconds or pong.why)

    All of them go over one connection, and one stream as long as the peer lets it be. Where either
    is lost, another is made.

    Args:
        address: a multiaddr that can be dialled; who is named there at its end, must be there.
        count: how many pings; None: without end.
        interval: seconds from the beginning of one ping to that of the next, or more if it takes
            longer.
        timeout: seconds to wait for each echo.
        node: who pings, so that connections are shared; None: a new peer, closed at the end.

    Raises:
        ProtocolViolation: there is no such address, or it is none that can be dialled.
        Unreachable: there was no connection in the first place.
    """
    target = target_of(parse_multiaddr(address))
    async with _node(node) as own:
        journey = _Journey(own, target, timeout)
        await journey.begin()
        numbers = itertools.count(1) if count is None else range(1, count + 1)
        started = time.monotonic()
        for number in numbers:
            await asyncio.sleep(started - time.monotonic())
            started = max(started, time.monotonic()) + interval
            yield await journey.go(number)
        journey.end()


class _Journey:
    """To a peer and back, again and again."""

    def __init__(self, node: Node, target: Target, timeout: float) -> None:
        self._node = node
        self._target = target
        self._timeout = timeout

    async def begin(self) -> None:
        connection = await self._node.dial(self._target)
        self._peer = connection.peer

    async def go(self, number: int) -> Pong:
        try:
            if not self._node.connections.of(self._peer):
                await self.begin()
            return Pong(number, await self._node.pinger(self._peer).ping(self._timeout))
        except (PingFailed, Unreachable) as failure:
            return Pong(number, None, str(failure))

    def end(self) -> None:
        self._node.pinger(self._peer).finish()


@asynccontextmanager
async def _node(node: Node | None) -> AsyncIterator[Node]:
    if node is not None:
        yield node
        return
    fresh = make_node()
    try:
        yield fresh
    finally:
        await fresh.close()


def make_node(choices: NodeChoices | None = None) -> Node:
    """Return a new peer, whom nobody knows yet, and who does not listen."""
    offset = time.time() - time.monotonic()
    keys = Host(os.urandom(SEED_BYTES), os.urandom(SEED_BYTES), (YAMUX,))
    return Node(keys, choices or NodeChoices(AGENT), lambda: offset + time.monotonic(), os.urandom)
