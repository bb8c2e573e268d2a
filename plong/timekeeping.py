"""Puts together what keeps leases as long as was said."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.config import Config
from plong.hub.clock import Clock
from plong.hub.timekeeper import Timekeeper
from plong.keeping import starting_with
from plong.store.base import Store
from plong.store.sqlite import SqliteStore
from plong.store.times.base import Times
from plong.store.times.memory import MemoryTimes
from plong.store.times.sqlite import SqliteTimes


@asynccontextmanager
async def running_timekeeper(
    config: Config, store: Store, clock: Clock
) -> AsyncIterator[Timekeeper]:
    """Let what is stored go on by this clock, before any time is read; yield what watches it.

    Its work, and the last note, are for the caller to run.

    Raises:
        StoreError: the wall clock was set, and the store can store nothing.
    """
    timekeeper = Timekeeper(make_times(store), clock)
    with starting_with(config):
        await timekeeper.resume()
    yield timekeeper


def make_times(store: Store) -> Times:
    """Return what is kept of time, in the place where the store keeps the rest."""
    return SqliteTimes(store) if isinstance(store, SqliteStore) else MemoryTimes()
