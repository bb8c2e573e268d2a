"""``plong ping``: how long a round trip takes."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

from plong.commands.console import Console, Options
from plong.commands.exits import lacking
from plong.commands.ping_node import pinging_node
from plong.commands.ping_server import pinging_server
from plong.commands.pinging import Goal, Series

Kind = Callable[[str], AbstractAsyncContextManager[Goal]]
"""Asks a target; raises why it cannot."""


async def ping(options: Options, console: Console) -> int:
    """Ask again and again; return the exit code: 0 if anything was answered.

    Raise `PlongError`, `Failure`, `OSError`.
    """
    swarm = options.swarm
    async with _kind(swarm.target)(swarm.target) as goal:
        goal.begin(console.report)
        series = Series(goal, console.report)
        with suppress(asyncio.CancelledError):  # Ctrl-C is how this mostly ends
            await series.run(swarm.count, swarm.interval)
        return series.conclude()


def _kind(target: str) -> Kind:
    """Return what asks a target of this form. Each has a module of its own."""
    if "://" in target:
        return pinging_server
    return _peers() if "/" in target else pinging_node


def _peers() -> Kind:
    try:
        from plong.commands.ping_peer import pinging_peer  # noqa: PLC0415 - others need no extra
    except ModuleNotFoundError as error:
        raise lacking("plong ping to libp2p", error, "libp2p") from None
    return pinging_peer
