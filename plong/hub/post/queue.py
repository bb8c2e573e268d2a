"""Who waits for whom: errands that take as long as a stranger likes, run in turns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from plong.protocol.sources import address_key


class Queue:
    """So many at once in total, and for one address (IPv6: one /64), whose others wait.

    Unlike `Slots` it refuses nobody: who asks for much at once is patient, and holds up itself.
    """

    def __init__(self, total: int, per_address: int) -> None:
        self._all = asyncio.Semaphore(total)
        self._per_address = per_address
        self._of_addresses: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, source: str) -> AsyncIterator[None]:
        """Wait for a turn, and have it during the block."""
        async with self._of(address_key(source)), self._all:
            yield

    def _of(self, address: str) -> asyncio.Semaphore:
        # Held by those alone who wait or have a turn; the dictionary lets go with them.
        return self._of_addresses.setdefault(address, asyncio.Semaphore(self._per_address))
