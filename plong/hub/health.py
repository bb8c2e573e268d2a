"""How the server is: whether it can keep what it promises, and how late everything is."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from plong.hub.loop_lag import LoopLag
from plong.protocol.errors import Unavailable
from plong.protocol.readiness import DRAINING, Condition, unready_reasons
from plong.store.base import Store
from plong.store.statistics import StoreStatistics

_log = logging.getLogger("plong.health")

LOOK: Final = 1.0
"""Seconds between two looks; while the store fails, each of them tries it."""
IDLE_LOOKS: Final = 15
"""Looks without any other write after which a store that works is tried: rarely, for the sake of
disks that wear out, or sleep."""


class Health:
    """Looks after the store and the event loop, and says when something changes.

    Args:
        store: what has to be able to commit.
        is_draining: tells whether the server ends.
    """

    def __init__(self, store: Store, is_draining: Callable[[], bool]) -> None:
        self.lag = LoopLag()
        self._store = store
        self._is_draining = is_draining
        self._writes = -1
        self._idle = 0
        self._failures = 0
        self._has_failed = False
        self._reasons: Sequence[str] = ()

    @property
    def reasons(self) -> Sequence[str]:
        """Why the server is not ready just now, in documented words; none: it is."""
        lag = self.lag.lasting
        return unready_reasons(Condition(self._is_draining(), self._is_store_failing, lag))

    @property
    def _is_store_failing(self) -> bool:
        """A disk that is nearly full takes one transaction and refuses the next."""
        statistics = self._store.statistics
        return statistics.is_failing or self._has_failed or statistics.failures > self._failures

    @property
    def store_statistics(self) -> StoreStatistics:
        """What the store has done."""
        return self._store.statistics

    async def run(self) -> None:
        """Look until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.lag.run())
            while True:
                await asyncio.sleep(LOOK)
                await self.look()

    async def look(self) -> None:
        """Try the store if that is due, and log what has changed."""
        if self._is_probe_due():
            with suppress(Unavailable):  # which its statistics tell
                await self._store.probe()
        self._note_failures()
        before, self._reasons = self._reasons, self.reasons
        if self._reasons and self._reasons != before:
            level = logging.INFO if self._reasons == [DRAINING] else logging.WARNING
            _log.log(level, "The server is not ready.", extra=_fields(self._reasons))
        elif before and not self._reasons:
            _log.info("The server is ready again.", extra=_fields(before))

    def _note_failures(self) -> None:
        failures = self._store.statistics.failures
        self._has_failed, self._failures = failures > self._failures, failures

    def _is_probe_due(self) -> bool:
        statistics = self._store.statistics
        is_idle = statistics.writes == self._writes
        self._writes = statistics.writes
        self._idle = self._idle + 1 if is_idle else 0
        is_due = statistics.is_failing or self._idle >= IDLE_LOOKS
        if is_due:
            self._idle = 0
        return is_due


def _fields(reasons: Sequence[str]) -> dict[str, object]:
    return {"fields": {"reasons": ",".join(reasons)}}
