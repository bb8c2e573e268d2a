"""``plong ping``: how long a round trip takes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from plong.commands.console import Console, Options
from plong.commands.ping_node import pinging_node
from plong.commands.ping_server import pinging_server
from plong.commands.pinging import Ask, Series


async def ping(options: Options, console: Console) -> int:
    """Ask again and again; return the exit code: 0 if anything was answered.

    Raise `PlongError`, `Failure`, `OSError`.
    """
    swarm = options.swarm
    async with _asking(swarm.target) as ask:
        console.report.remark(f"PING {swarm.target}")
        series = Series(swarm.target, ask, console.report)
        with suppress(asyncio.CancelledError):  # Ctrl-C is how this mostly ends
            await series.run(swarm.count, swarm.interval)
        return series.conclude()


@asynccontextmanager
async def _asking(target: str) -> AsyncIterator[Ask]:
    """Yield what asks a target once. Each kind of target has a module of its own."""
    kind = pinging_server if "://" in target else pinging_node
    async with kind(target) as ask:
        yield ask
