"""Room in the boxes of SQLite, made where there is none: inside one transaction."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from plong.store.post import stage_queries
from plong.store.post.room import Limits, Share, Totals, give_way
from plong.store.post.schedule_queries import INBOX, OUTBOX, Table
from plong.store.post.share_queries import TOTAL, read_shares


@dataclass(frozen=True, slots=True)
class Need:
    """How much more is to be stored, and for whom."""

    owner: int
    added: Share
    limits: Limits
    now: float


def totals(db: sqlite3.Connection) -> Totals:
    """Return how much there is in all boxes."""
    return Totals(*(read_shares(db, table, ())[TOTAL] for table in (OUTBOX, INBOX)))


def make_room(
    db: sqlite3.Connection, table: Table, need: Need, shares: Mapping[int, Share]
) -> int | None:
    """See that there is room, for which the owner's kept contents give way.

    Return how many bytes they were, 0 if there is room without; None: there is no room, and
    nothing was written.
    """
    own, total = shares[need.owner] + need.added, shares[TOTAL] + need.added
    excess = need.limits.excess(own, total)
    if not excess:
        return excess
    select = (
        f"SELECT number, content_bytes FROM {table} WHERE owner = ? AND stage = 1 ORDER BY number"  # noqa: S608  # one of two
    )
    kept: dict[int, int] = dict(db.execute(select, (need.owner,)))
    numbers = give_way(kept.items(), excess)
    if numbers is None:
        return None
    stage_queries.strip(db, table, numbers, need.now)
    return sum(kept[number] for number in numbers)
