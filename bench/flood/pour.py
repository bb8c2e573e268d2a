"""Fills connections in one way and holds them: `python -m bench.flood.pour KIND COUNT PORTS`.

PORTS are those of HTTP, libp2p and LCDP. Prints how many bytes were sent, and holds until killed.
"""

import asyncio
import contextlib
import json
import socket
import sys
import time

from bench.flood.kinds import FLOODS, Flood
from bench.hostile.stage import Ports, Stage

FOR_EVER = 1e9


async def _fill_one(flood: Flood, stage: Stage, sock: socket.socket) -> int:
    with contextlib.suppress(ConnectionError):
        return await flood.fill(stage, sock)
    return 0


async def _fill_all(flood: Flood, stage: Stage, count: int) -> None:
    port = stage.ports.libp2p if flood.is_libp2p else stage.ports.http
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(stage.connection(port, deaf=True)) for _ in range(count)]
        said = await asyncio.gather(*(_fill_one(flood, stage, sock) for sock in socks))
        print(json.dumps({"said": sum(said)}), flush=True)
        await asyncio.sleep(FOR_EVER)


def main() -> None:
    """Fill, and hold."""
    name, count, *ports = sys.argv[1:]
    http, libp2p, udp = map(int, ports)
    stage = Stage(Ports(http, libp2p, udp), time.monotonic() + FOR_EVER)
    asyncio.run(_fill_all(FLOODS[name], stage, int(count)))


if __name__ == "__main__":
    main()
