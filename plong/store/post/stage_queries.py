"""From open to forgotten, in both kinds of box: each function runs inside one transaction."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plong.protocol.ping.models import ReceiverState, SenderState
from plong.store.post.schedule_queries import INBOX, OUTBOX, Table
from plong.store.post.stages import Stage, has_ended, stage_after_end

# Everywhere below, ``table`` is one of two constants and ``places`` are question marks.
# ruff: noqa: S608

_NOT_DUE: Final[Mapping[Table, str]] = {
    OUTBOX: "due_at = NULL, token = NULL",  # which is for knocks
    INBOX: "due_at = NULL",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ping stands, and for how long its content stays after its end."""

    table: Table
    number: int
    kept_for: float


def move(
    db: sqlite3.Connection, place: Place, state: SenderState | ReceiverState, now: float
) -> bool:
    """Write a new state; nothing is due any more. Tell whether the content was dropped."""
    update = f"UPDATE {place.table} SET state = ?, {_NOT_DUE[place.table]}"
    if not has_ended(state):
        db.execute(f"{update} WHERE number = ?", (state, place.number))
        return False
    stage, at = stage_after_end(state, now, place.kept_for)
    values = (state, stage, at, place.number)
    db.execute(f"{update}, stage = ?, stage_at = ? WHERE number = ?", values)
    if stage is Stage.REMEMBERED:
        _drop_contents(db, place.table, [place.number])
    return stage is Stage.REMEMBERED


def _drop_contents(db: sqlite3.Connection, table: Table, numbers: Sequence[int]) -> None:
    rows = [(number,) for number in numbers]  # any number of them: a statement has its limits
    db.executemany(f"DELETE FROM {table}_contents WHERE number = ?", rows)
    db.executemany(f"UPDATE {table} SET content_bytes = 0 WHERE number = ?", rows)


def expire_open(db: sqlite3.Connection, table: Table, until: float, now: float, most: int) -> int:
    """Let open pings that began by ``until`` expire; return how many, ``most`` at most."""
    state = SenderState.EXPIRED if table == OUTBOX else ReceiverState.EXPIRED
    select = f"SELECT number, kept_for FROM {table} WHERE stage = 0 AND stage_at <= ? LIMIT ?"
    rows = db.execute(select, (until, most)).fetchall()
    for number, kept_for in rows:
        move(db, Place(table, number, kept_for), state, now)
    return len(rows)


def drop_kept(db: sqlite3.Connection, table: Table, now: float, most: int) -> int:
    """Drop contents that have been kept long enough; return how many, ``most`` at most."""
    select = f"SELECT number FROM {table} WHERE stage = 1 AND stage_at <= ? LIMIT ?"
    numbers = [number for (number,) in db.execute(select, (now, most)).fetchall()]
    strip(db, table, numbers, now)
    return len(numbers)


def strip(db: sqlite3.Connection, table: Table, numbers: Sequence[int], now: float) -> None:
    """Drop kept contents; their pings are only remembered from now on."""
    update = f"UPDATE {table} SET stage = 2, stage_at = ? WHERE number = ?"
    db.executemany(update, [(now, number) for number in numbers])
    _drop_contents(db, table, numbers)


def forget(db: sqlite3.Connection, table: Table, until: float, most: int) -> int:
    """Forget pings that are only remembered since ``until``; return how many, as above."""
    select = f"SELECT number FROM {table} WHERE stage = 2 AND stage_at <= ? LIMIT ?"
    return db.execute(f"DELETE FROM {table} WHERE number IN ({select})", (until, most)).rowcount
