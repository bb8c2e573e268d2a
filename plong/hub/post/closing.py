"""What strangers' servers hold up does not hold up the end of this one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.protocol.errors import Unavailable


class Closing:
    """Ends errands whose answers somebody waits for, when the server stops."""

    def __init__(self) -> None:
        self._running: set[asyncio.Timeout] = set()
        self._has_begun = False

    @asynccontextmanager
    async def errand(self) -> AsyncIterator[None]:
        """Run the block until it ends or the server stops; raise `Unavailable` then."""
        try:
            async with asyncio.timeout(0 if self._has_begun else None) as limit:
                self._running.add(limit)
                try:
                    yield
                finally:
                    self._running.discard(limit)
        except TimeoutError:
            raise Unavailable("The server is stopping; ask again in a moment.") from None

    def begin(self) -> None:
        """End all that run, and begin no others."""
        self._has_begun = True
        now = asyncio.get_running_loop().time()
        for limit in self._running:
            limit.reschedule(now)
        self._running.clear()
