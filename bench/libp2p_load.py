"""Loads a listener of libp2p, or one that only echoes; prints what that costs it as JSON.

python -m bench.libp2p_load pings MULTIADDR PID COUNT
python -m bench.libp2p_load dials MULTIADDR PID COUNT
python -m bench.libp2p_load echoes PORT PID COUNT SIZE
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import uvloop

from bench.machine import cpu_seconds, resident_bytes
from plong.libp2p.connection import Connection
from plong.libp2p.node import NodeChoices
from plong.libp2p.pinging import AGENT, make_node
from plong.libp2p.services import Handler, StreamIO
from plong.protocol.libp2p.dialling import target_of
from plong.protocol.libp2p.echoing import PAYLOAD_BYTES, PING
from plong.protocol.libp2p.multiaddr import parse_multiaddr

WARM_UP: Final = 500
"""Pings and echoes that do not count."""
Found = dict[str, Any]


class Loop(Handler):
    """Sends the same payload again whenever it has come back, so many times."""

    def __init__(self, io: StreamIO, count: int) -> None:
        self._io = io
        self._left = count
        self._payload = os.urandom(PAYLOAD_BYTES)
        self._came = b""
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        io.send(self._payload)

    async def wait(self) -> None:
        """Wait until it was there and back as often as it should."""
        await self._done

    def more(self, count: int) -> None:
        """Go on."""
        self._left = count
        self._done = asyncio.get_running_loop().create_future()
        self._io.send(self._payload)

    def received(self, data: bytes) -> None:
        """Take the echo, or a piece of it."""
        self._io.consume(len(data))
        self._came += data
        if len(self._came) >= PAYLOAD_BYTES:
            self._check()

    def finished(self) -> None:
        """Fail: nobody was asked to end it."""
        self.aborted()

    def aborted(self) -> None:
        """Fail, if there is anybody who waits."""
        if not self._done.done():
            self._done.set_exception(RuntimeError("the listener has ended a stream of pings"))

    def drained(self) -> None:
        """One ping is never held back."""

    def _check(self) -> None:
        if self._came != self._payload:
            raise RuntimeError("another payload came back")
        self._came = b""
        self._left -= 1
        if self._left:
            self._io.send(self._payload)
        elif not self._done.done():
            self._done.set_result(None)


class Echoed(asyncio.Protocol):
    """Sends so many bytes again whenever they have come back."""

    transport: asyncio.Transport

    def __init__(self, size: int) -> None:
        self._data = bytes(size)
        self._came = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        self.transport = transport  # type: ignore[assignment]  # uvloop's is no subclass of it

    def go(self, count: int) -> asyncio.Future[None]:
        """Return what is done when they came back so many times."""
        self._left = count
        self._done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport.write(self._data)
        return self._done

    def data_received(self, data: bytes) -> None:
        """Take them, or some of them."""
        self._came += len(data)
        if self._came < len(self._data):
            return
        self._came = 0
        self._left -= 1
        if self._left:
            self.transport.write(self._data)
        elif not self._done.done():
            self._done.set_result(None)


async def _counted(go: Callable[[int], Awaitable[None]], pid: int, count: int) -> Found:
    """Go so many times, and return what that took."""
    began, before = time.perf_counter(), cpu_seconds(pid)
    await go(count)
    took, cost = time.perf_counter() - began, cpu_seconds(pid) - before
    return {"count": count, "rate": count / took, "cpu_us": cost / count * 1e6}


async def _open(connection: Connection, count: int) -> Loop:
    opened: asyncio.Future[Loop] = asyncio.get_running_loop().create_future()

    def begin(io: StreamIO) -> Loop:
        loop = Loop(io, count)
        opened.set_result(loop)
        return loop

    refusal = RuntimeError("the listener does not let itself be pinged")
    connection.open(PING, begin, lambda: opened.set_exception(refusal))
    loop = await opened
    await loop.wait()
    return loop


async def pings(address: str, pid: int, count: int) -> Found:
    """Ping on one stream, one after another."""
    node = make_node()
    loop = await _open(await node.dial(target_of(parse_multiaddr(address))), WARM_UP)

    async def go(count: int) -> None:
        loop.more(count)
        await loop.wait()

    found = await _counted(go, pid, count)
    await node.close()
    return found


async def dials(address: str, pid: int, count: int) -> Found:
    """Connect, ping once, and close; each time as another peer."""
    target = target_of(parse_multiaddr(address))

    async def go(count: int) -> None:
        for _ in range(count):
            node = make_node(NodeChoices(AGENT, asks_who=False))
            await _open(await node.dial(target), 1)
            await node.close()

    await go(count // 10)
    resident = resident_bytes(pid)
    found = await _counted(go, pid, count - count // 10)
    grown = resident_bytes(pid) - resident
    return {**found, "resident": resident + grown, "grown": grown}


async def echoes(port: str, pid: int, count: int, size: str) -> Found:
    """Send so many bytes there and back."""
    loop = asyncio.get_running_loop()
    transport, echoed = await loop.create_connection(
        lambda: Echoed(int(size)), "127.0.0.1", int(port)
    )
    await echoed.go(WARM_UP)
    found = await _counted(echoed.go, pid, count)
    transport.close()
    return found


LOADS: Final[dict[str, Callable[..., Awaitable[Found]]]] = {
    load.__name__: load for load in (pings, dials, echoes)
}


async def _main(what: str, where: str, pid: str, count: str, *rest: str) -> None:
    print(json.dumps(await LOADS[what](where, int(pid), int(count), *rest)))


if __name__ == "__main__":
    uvloop.run(_main(*sys.argv[1:]))
