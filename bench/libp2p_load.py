"""Loads a listener of libp2p, or one that only echoes; prints what that costs it as JSON.

python -m bench.libp2p_load pings MULTIADDR PID COUNT
python -m bench.libp2p_load dials MULTIADDR PID COUNT
python -m bench.libp2p_load echoes PORT PID COUNT SIZE
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import uvloop

from bench.libp2p_loops import EchoLoop, PingLoop
from bench.machine import cpu_seconds, resident_bytes
from plong.libp2p.connection import Connection
from plong.libp2p.node import NodeChoices
from plong.libp2p.pinging import AGENT, make_node
from plong.libp2p.services import StreamIO
from plong.protocol.libp2p.dialling import target_of
from plong.protocol.libp2p.echoing import PING
from plong.protocol.libp2p.multiaddr import parse_multiaddr

WARM_UP: Final = 500
"""Pings and echoes that do not count."""
Found = dict[str, Any]


async def _counted(go: Callable[[int], Awaitable[None]], pid: int, count: int) -> Found:
    """Go so many times, and return what that took."""
    began, before = time.perf_counter(), cpu_seconds(pid)
    await go(count)
    took, cost = time.perf_counter() - began, cpu_seconds(pid) - before
    return {"count": count, "rate": count / took, "cpu_us": cost / count * 1e6}


async def _open(connection: Connection, count: int) -> PingLoop:
    opened: asyncio.Future[PingLoop] = asyncio.get_running_loop().create_future()

    def begin(io: StreamIO) -> PingLoop:
        loop = PingLoop(io, count)
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
    found = await _counted(loop.go, pid, count)
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
        lambda: EchoLoop(int(size)), "127.0.0.1", int(port)
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
