"""A Plong server as a target of ``plong ping``: the ping of plong.2, docs/wire/plong.md."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.client import connect
from plong.commands.pinging import Ask


@asynccontextmanager
async def pinging_server(url: str) -> AsyncIterator[Ask]:
    """Yield what asks the server at a URL. Raise `PlongError`."""
    async with connect(url) as me:
        try:
            yield me.ping
        finally:
            await me.leave()
