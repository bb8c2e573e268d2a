"""No answer: the connection is held without a byte, then closed without one."""

import asyncio
from contextlib import suppress
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from plong.hub.post.holds import Holds

HANG_UP: Final = "plong.hang_up"
"""The ASGI extension of `plong.endpoints.bounded_http`: closes the connection at once."""
LAST: Final = "plong.last"
"""Another one: nothing that is asked on this connection after this request will be answered."""
HELD: Final = "held"
"""What a knock is counted as that nobody lets in; which reason there was, not even the tally says.
"""


class Silence(Response):
    """What a blocked, lost or unwanted knock gets. Nobody can tell which of these it was.

    Args:
        holds: who is held.
        source: the IP address of who asks.
        since: when the decision began, on the loop's clock, so that nobody sees how long it took.
    """

    def __init__(self, holds: Holds, source: str, since: float) -> None:
        super().__init__(status_code=504)
        self._holds = holds
        self._source = source
        self._since = since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold until the hold ends or the client leaves."""
        extensions = scope.get("extensions") or {}
        if LAST in extensions:  # so that whoever leaves is seen to, whatever it asked meanwhile
            extensions[LAST]()
        if await self._is_left(receive):
            return
        hang_up = extensions.get(HANG_UP)
        if hang_up is None:  # ASGI has no word for it; a proxy would say what we say then
            await super().__call__(scope, receive, send)
        else:
            hang_up()
            await _departure(receive)

    async def _is_left(self, receive: Receive) -> bool:
        """Wait; tell whether the client has left by itself."""
        leaving = asyncio.ensure_future(_departure(receive))
        hold = asyncio.ensure_future(self._holds.hold(self._source, self._since))
        try:
            await asyncio.wait([hold, leaving], return_when=asyncio.FIRST_COMPLETED)
            return leaving.done()
        finally:
            for task in (hold, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
