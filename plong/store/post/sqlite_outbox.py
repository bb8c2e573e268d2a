"""Outboxes in the file of a `SqliteStore`."""

from collections.abc import Collection, Sequence
from functools import partial
from sqlite3 import Connection

from plong.protocol.errors import NoSuchPeer
from plong.protocol.ping.models import Outgoing
from plong.protocol.ping.states import SenderEvent
from plong.store.post import outbox_queries, schedule_queries
from plong.store.post.names import OutgoingKey
from plong.store.post.outbox import Outbox
from plong.store.post.room import Limits
from plong.store.post.schedule_queries import OUTBOX, Wanted
from plong.store.sqlite import SqliteStore


class SqliteOutbox(Outbox):
    """Asks `outbox_queries` in the store's transactions."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._served = 0

    async def add(self, row: Outgoing, limits: Limits, kept_for: float) -> None:
        """See `Outbox.add`."""
        owner = self._store.number_of(row.owner)
        add = partial(outbox_queries.add, owner=owner, row=row, limits=limits, kept_for=kept_for)
        await self._store.ask(add)

    async def get(self, key: OutgoingKey) -> Outgoing:
        """See `Outbox.get`."""
        owner = self._store.number_of(key.owner)
        get = partial(outbox_queries.get, owner=owner, ping_id=key.ping_id)
        return await self._store.ask(get)

    async def move(self, key: OutgoingKey, event: SenderEvent, now: float) -> Outgoing:
        """See `Outbox.move`."""
        owner = self._store.number_of(key.owner)
        move = partial(outbox_queries.move, owner=owner, ping_id=key.ping_id, event=event, now=now)
        return await self._store.ask(move)

    async def due(
        self, now: float, limit: int, busy: Collection[OutgoingKey], per_owner: int
    ) -> Sequence[Outgoing]:
        """See `Outbox.due`."""
        wanted, served = Wanted(now, limit, frozenset(busy), per_owner), self._served

        def read(db: Connection) -> tuple[Sequence[Outgoing], int]:
            numbers, last = schedule_queries.due(db, OUTBOX, wanted, served)
            return outbox_queries.read(db, numbers), last

        rows, self._served = await self._store.ask(read)
        return rows

    async def next_due_at(self, now: float) -> float | None:
        """See `Outbox.next_due_at`."""
        return await self._store.ask(partial(schedule_queries.next_due_at, table=OUTBOX, now=now))

    async def tried(self, key: OutgoingKey, next_try_at: float | None, endpoint: str) -> None:
        """See `Outbox.tried`."""
        try:
            owner = self._store.number_of(key.owner)
        except NoSuchPeer:
            return
        tried = partial(outbox_queries.tried, owner=owner, ping_id=key.ping_id)
        await self._store.ask(partial(tried, next_try_at=next_try_at, endpoint=endpoint))
