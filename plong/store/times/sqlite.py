"""Time, in the file of a `SqliteStore`."""

from functools import partial

from plong.protocol.noted_time import Noted
from plong.store.sqlite import SqliteStore
from plong.store.times import queries
from plong.store.times.base import Times


class SqliteTimes(Times):
    """A row beside a store's tables, and their columns: its transactions, its promises."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def last(self) -> Noted | None:
        """See `Times.last`."""
        return await self._store.ask(queries.last)

    async def note(self, noted: Noted) -> None:
        """See `Times.note`."""
        await self._store.ask(partial(queries.note, noted=noted))

    async def shift(self, seconds: float, noted: Noted) -> None:
        """See `Times.shift`."""
        await self._store.ask(partial(queries.shift, seconds=seconds, noted=noted))
