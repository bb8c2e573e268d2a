"""What PING keeps, in the file of a `SqliteStore`."""

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from plong.store.post import doors_queries, room_queries, stage_queries
from plong.store.post.base import Post
from plong.store.post.names import Ages
from plong.store.post.room import Totals
from plong.store.post.schedule_queries import INBOX, OUTBOX, Table
from plong.store.post.sqlite_doors import SqliteDoors
from plong.store.post.sqlite_inbox import SqliteInbox
from plong.store.post.sqlite_outbox import SqliteOutbox
from plong.store.post.sqlite_tokens import SqliteTokens
from plong.store.sqlite import SqliteStore

_MOST_STEPS: Final = 64
"""Rows of a transaction of `SqlitePost.expire`: a few milliseconds, their contents included."""

_Step = Callable[[sqlite3.Connection], int]
"""Takes a bounded number of rows a step further, and returns how many."""


class SqlitePost(Post):
    """Tables beside a store's: its transactions, its thread, its promises.

    A peer's rows go by the file's own triggers, whoever removes the peer.
    """

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.outbox: SqliteOutbox = SqliteOutbox(store)
        self.inbox: SqliteInbox = SqliteInbox(store)
        self.doors: SqliteDoors = SqliteDoors(store)
        self.tokens: SqliteTokens = SqliteTokens(store)

    async def totals(self) -> Totals:
        """See `Post.totals`."""
        return await self._store.ask(room_queries.totals)

    async def expire(self, now: float, ages: Ages) -> int:
        """See `Post.expire`."""
        steps = 0
        for step in _steps(now, ages):
            while done := await self._store.ask(step):
                steps += done
        return steps


def _steps(now: float, ages: Ages) -> Iterator[_Step]:
    for table, age in _tables(ages):
        for work in (
            partial(stage_queries.expire_open, table=table, until=now - age, now=now),
            partial(stage_queries.drop_kept, table=table, now=now),
            partial(stage_queries.forget, table=table, until=now - ages.remembered),
        ):
            yield partial(work, most=_MOST_STEPS)
    yield partial(doors_queries.forget_masks, until=now - ages.outgoing, most=_MOST_STEPS)


def _tables(ages: Ages) -> Iterator[tuple[Table, float]]:
    yield OUTBOX, ages.outgoing
    yield INBOX, ages.incoming
