"""Being the same peer from one command to the next."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from plong.client import Me, PlongError, connect
from plong.client.http import say_ohai
from plong.client.wire.address import Address, read_address
from plong.commands.console import Options
from plong.commands.identities import Identities
from plong.commands.report import Report


@asynccontextmanager
async def being_ourselves(options: Options, report: Report) -> AsyncIterator[Me]:
    """Connect as who we were the last time; become somebody at first, or when forgotten.

    Raise `PlongError`, `Failure`, `OSError`.
    """
    server, identities = read_address(options.server), Identities(options.post.identities)
    private_id = identities.get(server.http) or await _become(server, identities, None)
    async with AsyncExitStack() as stack:
        try:
            me = await stack.enter_async_context(connect(options.server, private_id))
        except PlongError as error:
            if error.code != "no-such-peer":
                raise
            private_id = await _become(server, identities, private_id)
            me = await stack.enter_async_context(connect(options.server, private_id))
            if me.address is not None:  # otherwise there is worse to say
                report.show("forgotten", address=me.address)
        yield me


async def _become(server: Address, identities: Identities, old: str | None) -> str:
    return identities.replace(server.http, old, await say_ohai(server))
