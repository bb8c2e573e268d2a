"""Hostile peers of one kind, or of all: `python -m bench.hostile.attack KIND SECONDS PORTS`.

PORTS are those of HTTP, libp2p and LCDP. Prints for how many seconds the server has held each
connection, at the longest, once it was hostile.
"""

import asyncio
import contextlib
import json
import resource
import sys
import time

from bench.hostile.doors import ALL, EVERY
from bench.hostile.kinds import Kind
from bench.hostile.stage import Ports, Stage, calm_down


async def _act(kind: Kind, stage: Stage) -> None:
    with contextlib.suppress(ConnectionError):  # such as being refused, or hung up on
        await kind(stage)


async def _act_all(kinds: list[Kind], stage: Stage) -> None:
    await asyncio.gather(*(_act(kind, stage) for kind in kinds))


def main() -> None:
    """Let them act until the server has ended the last of them."""
    name, seconds, *ports = sys.argv[1:]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    calm_down()
    kinds = [*EVERY.values()] if name == ALL else [EVERY[name]]
    http, libp2p, udp = map(int, ports)
    stage = Stage(Ports(http, libp2p, udp), time.monotonic() + float(seconds))
    asyncio.run(_act_all(kinds, stage))
    print(json.dumps({"held": max(stage.lives, default=0.0), "connections": len(stage.lives)}))


if __name__ == "__main__":
    main()
