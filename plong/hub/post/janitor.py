"""Ends what is too old, and keeps what is used."""

import asyncio
import logging
from typing import Final

from plong.hub.clock import Clock
from plong.hub.post.leases import Leases
from plong.protocol.errors import Unavailable
from plong.store.post.base import Post
from plong.store.post.names import Ages

_log = logging.getLogger("plong.post")
_LONGEST_INTERVAL: Final = 60.0


class Janitor:
    """At the start and every minute, or more often for short ages: see `Post.expire`, `Leases`."""

    def __init__(self, post: Post, leases: Leases, clock: Clock, ages: Ages) -> None:
        self._post = post
        self._leases = leases
        self._clock = clock
        self._ages = ages

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            try:
                await self.sweep()
            except Unavailable:
                _log.debug("The store is unavailable; the ends of pings are put off.")
            shortest = min(self._ages.outgoing, self._ages.incoming, self._ages.remembered)
            await asyncio.sleep(min(_LONGEST_INTERVAL, shortest / 4))

    async def sweep(self) -> int:
        """Sweep once; return how many steps were taken. Raise `Unavailable`."""
        await self._leases.renew()
        return await self._post.expire(self._clock.now(), self._ages)
