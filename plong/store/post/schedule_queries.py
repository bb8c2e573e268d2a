"""What is due in outboxes (knocks) or inboxes (acknowledgements): inside one transaction.

Both tables have the same names for it; ``table`` is one of `OUTBOX` and `INBOX`.
"""

import sqlite3
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal, NamedTuple

from plong.store.post.names import IncomingKey, OutgoingKey
from plong.store.post.turns import take_turns

Table = Literal["outbox", "inbox"]
OUTBOX: Final = "outbox"
INBOX: Final = "inbox"

Key = OutgoingKey | IncomingKey

_WAITING: Final = """
    WITH turns AS MATERIALIZED (
        SELECT owner FROM shares WHERE {table}_due_at <= :now
        ORDER BY owner <= :served, owner LIMIT :owners
    )
    SELECT box.number, box.owner, ifnull(public_id, ''), origin, ping_id, '{table}'
    FROM turns
    CROSS JOIN {table} AS box ON box.number IN (
        SELECT number FROM {table} WHERE owner = turns.owner AND due_at <= :now
        ORDER BY due_at, number LIMIT :each
    )
    LEFT JOIN peers ON peers.number = box.owner
    ORDER BY box.owner <= :served, box.owner, due_at, box.number
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `due` is asked for: see `Outbox.due`."""

    now: float
    limit: int
    busy: Set[Key]
    per_owner: int


def due(
    db: sqlite3.Connection, table: Table, wanted: Wanted, served: int
) -> tuple[Sequence[int], int]:
    """Return the numbers of pings that are due, and whom the last of them serves.

    Args:
        db: the connection.
        table: which boxes.
        wanted: the question.
        served: whom the last answer served last: it is the turn of those behind.
    """
    rows = [_Waiting(*row) for row in _waiting(db, table, wanted, served)]
    by_key = {row.key: row for row in rows}
    queues = [[row.key for row in queue] for _, queue in groupby(rows, lambda row: row.owner)]
    taken = take_turns(queues, wanted.busy, wanted.per_owner, wanted.limit)
    numbers = [by_key[key].number for key in taken]
    return numbers, by_key[taken[-1]].owner if taken else served


class _Waiting(NamedTuple):
    number: int
    owner: int
    name: str
    origin: str
    ping_id: str
    table: Table

    @property
    def key(self) -> Key:
        if self.table == OUTBOX:
            return OutgoingKey(self.name, self.ping_id)
        return IncomingKey(self.name, self.origin, self.ping_id)


def _waiting(
    db: sqlite3.Connection, table: Table, wanted: Wanted, served: int
) -> Sequence[tuple[int, int, str, str, str, Table]]:
    """Return the first that are due of each of enough owners, in the order of turns."""
    # Of an owner's first per_owner rows at most its busy ones are left out, and so many more it
    # may not have. Owners of which all is left out are no more than there are busy rows.
    many = {"owners": wanted.limit + len(wanted.busy), "each": wanted.per_owner}
    values = {"now": wanted.now, "served": served, **many}
    return db.execute(_WAITING.format(table=table), values).fetchall()


def next_due_at(db: sqlite3.Connection, table: Table, now: float) -> float | None:
    """Return the first time after ``now`` at which something will be due."""
    select = f"SELECT min(due_at) FROM {table} WHERE due_at > ?"  # noqa: S608  # one of two
    at: float | None = db.execute(select, (now,)).fetchone()[0]
    return at
