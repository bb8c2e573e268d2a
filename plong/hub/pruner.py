"""Removes peers that nobody uses any more."""

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Final

from plong.hub.clock import Clock
from plong.protocol.errors import Unavailable
from plong.store.base import Store

_log = logging.getLogger("plong.pruner")
_LONGEST_INTERVAL: Final = 60.0


class Pruner:
    """Every minute, or more often for short timeouts: notes who is connected, prunes the rest.

    A crash therefore makes a connected peer look unused for a minute at most.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        peer_timeout: Callable[[], float],
        in_use: Callable[[], Collection[str]],
        removed: Callable[[str], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._peer_timeout = peer_timeout
        self._in_use = in_use
        self._removed = removed
        self._unnoted: set[str] = set()

    async def run(self) -> None:
        """Prune until cancelled."""
        while True:
            await asyncio.sleep(min(_LONGEST_INTERVAL, self._peer_timeout() / 4))
            try:
                await self.prune()
            except Unavailable:
                _log.debug("The store is unavailable; pruning is put off.")

    async def prune(self) -> None:
        """Prune once. Raise `Unavailable`."""
        now = self._clock.now()
        self._unnoted.update(self._in_use())  # which says so once; the store may be unavailable
        await self._store.touch(self._unnoted, now)
        self._unnoted.clear()
        for public_id in await self._store.prune(now, now - self._peer_timeout()):
            self._removed(public_id)
