"""Inboxes in the file of a `SqliteStore`."""

from collections.abc import Collection, Sequence
from functools import partial
from sqlite3 import Connection

from plong.protocol.errors import NoSuchPeer
from plong.protocol.ping.models import Incoming
from plong.protocol.ping.states import ReceiverEvent
from plong.store.post import arrival_queries, inbox_queries, schedule_queries
from plong.store.post.arrival_queries import Comer
from plong.store.post.inbox import Inbox
from plong.store.post.inbox_queries import Change
from plong.store.post.names import Arrival, IncomingKey, Owed, Page, Pulled
from plong.store.post.room import Limits
from plong.store.post.schedule_queries import INBOX, Wanted
from plong.store.sqlite import SqliteStore


class SqliteInbox(Inbox):
    """Asks `inbox_queries` in the store's transactions; knocks share statements as well."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._served = 0

    async def add(self, row: Incoming, limits: Limits, mask_id: str | None = None) -> Arrival:
        """See `Inbox.add`."""
        comer = Comer(self._store.number_of(row.owner), row, limits)
        if mask_id is None:
            return await self._store.join(arrival_queries.add, comer)
        add = partial(arrival_queries.add_by_mask, comer=comer, mask_id=mask_id)
        return await self._store.ask(add)

    async def get(self, key: IncomingKey) -> Incoming:
        """See `Inbox.get`."""
        owner = self._store.number_of(key.owner)
        return await self._store.ask(partial(inbox_queries.get, owner=owner, key=key))

    async def named(self, owner: str, ping_id: str) -> Sequence[Incoming]:
        """See `Inbox.named`."""
        number = self._store.number_of(owner)
        return await self._store.ask(partial(inbox_queries.named, owner=number, ping_id=ping_id))

    async def page(self, owner: str, after: int, limit: int) -> Page:
        """See `Inbox.page`."""
        number = self._store.number_of(owner)
        page = partial(inbox_queries.page, owner=number, after=after, limit=limit)
        return await self._store.ask(page)

    async def move(
        self, key: IncomingKey, event: ReceiverEvent, now: float, pulled: Pulled | None = None
    ) -> Incoming:
        """See `Inbox.move`."""
        owner = self._store.number_of(key.owner)
        change = Change(event, now, pulled)
        return await self._store.ask(
            partial(inbox_queries.move, owner=owner, key=key, change=change)
        )

    async def unacknowledged(
        self, now: float, limit: int, busy: Collection[IncomingKey], per_owner: int
    ) -> Sequence[Owed]:
        """See `Inbox.unacknowledged`."""
        wanted, served = Wanted(now, limit, frozenset(busy), per_owner), self._served

        def read(db: Connection) -> tuple[Sequence[Owed], int]:
            numbers, last = schedule_queries.due(db, INBOX, wanted, served)
            return inbox_queries.read_owed(db, numbers), last

        owed, self._served = await self._store.ask(read)
        return owed

    async def next_owed_at(self, now: float) -> float | None:
        """See `Inbox.next_owed_at`."""
        return await self._store.ask(partial(schedule_queries.next_due_at, table=INBOX, now=now))

    async def ack_tried(self, key: IncomingKey, next_try_at: float | None) -> None:
        """See `Inbox.ack_tried`."""
        try:
            owner = self._store.number_of(key.owner)
        except NoSuchPeer:
            return
        tried = partial(inbox_queries.ack_tried, owner=owner, key=key, next_try_at=next_try_at)
        await self._store.ask(tried)
