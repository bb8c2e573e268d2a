"""What LCDP's node keeps, in the file of a `SqliteStore`."""

from functools import partial

from plong.store.sqlite import SqliteStore
from plong.store.swarm import queries
from plong.store.swarm.base import Snapshot, SwarmStore


class SqliteSwarm(SwarmStore):
    """Tables beside a store's: its transactions, its thread, its promises."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def load(self) -> Snapshot:
        """See `SwarmStore.load`."""
        return await self._store.ask(queries.load)

    async def save(self, known: Snapshot) -> None:
        """See `SwarmStore.save`."""
        await self._store.ask(partial(queries.save, known=known))
