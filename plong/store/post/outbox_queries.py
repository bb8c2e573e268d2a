"""What the outboxes in SQLite are asked: each function runs inside one transaction.

A `Refusal` is raised before the first write, so that the transaction may still be committed.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from plong.protocol.errors import NoSuchPeer, OutboxFull
from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.models import Outgoing, SenderState
from plong.protocol.ping.states import SenderEvent, advance_sender
from plong.store.post import stage_queries
from plong.store.post.room import Limits, Share, size_of, size_of_outgoing
from plong.store.post.room_queries import Need, make_room
from plong.store.post.schedule_queries import OUTBOX
from plong.store.post.share_queries import read_shares
from plong.store.post.stage_queries import Place
from plong.store.post.stages import Stage

_COLUMNS = (
    "ifnull(public_id, ''), ping_id, origin, target, payload_type, ifnull(content, ''),"
    " content_hash, state, outbox.created_at, tries, due_at, endpoint, token"
)
_SELECT = (
    f"SELECT outbox.number, kept_for, {_COLUMNS} FROM outbox"  # noqa: S608  # constants
    " LEFT JOIN outbox_contents USING (number) LEFT JOIN peers ON peers.number = owner"
)


def add(db: sqlite3.Connection, owner: int, row: Outgoing, limits: Limits, kept_for: float) -> None:
    """Add a ping; see `Outbox.add`."""
    sizes = size_of_outgoing(row), size_of(row.content)
    _check_room(db, Need(owner, Share(1, sum(sizes)), limits, row.created_at))
    texts = (row.ping_id, row.origin, row.target, row.payload_type, row.content_hash, row.state)
    schedule = (row.created_at, row.endpoint, row.token, row.tries, row.next_try_at)
    stage = (Stage.OPEN, row.created_at)
    values = (owner, *texts, *schedule, kept_for, *sizes, *stage)
    added = db.execute(f"INSERT INTO outbox VALUES (NULL {', ?' * len(values)})", values)  # noqa: S608  # placeholders
    db.execute("INSERT INTO outbox_contents VALUES (?, ?)", (added.lastrowid, row.content))


def _check_room(db: sqlite3.Connection, need: Need) -> None:
    shares = read_shares(db, OUTBOX, [need.owner])
    if need.owner not in shares:
        raise NoSuchPeer
    if make_room(db, OUTBOX, need, shares) is None:
        raise OutboxFull


def get(db: sqlite3.Connection, owner: int, ping_id: str) -> Outgoing:
    """Return a ping; raise `NoSuchPing`."""
    return _outgoing(_find(db, owner, ping_id))


def _find(db: sqlite3.Connection, owner: int, ping_id: str) -> tuple[Any, ...]:
    select = f"{_SELECT} WHERE owner = ? AND ping_id = ?"
    row: tuple[Any, ...] | None = db.execute(select, (owner, ping_id)).fetchone()
    if row is None:
        raise NoSuchPing
    return row


def _outgoing(row: Sequence[Any]) -> Outgoing:
    (owner, ping_id, origin, target, kind, content, digest, state, *schedule) = row[2:]
    names = owner, ping_id, origin, target, kind
    return Outgoing(*names, content, digest, SenderState(state), *schedule)


def read(db: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[Outgoing]:
    """Return pings by their numbers, in that order."""
    select = f"{_SELECT} WHERE outbox.number IN ({','.join('?' * len(numbers))})"
    rows = {row[0]: _outgoing(row) for row in db.execute(select, numbers)}
    return [rows[number] for number in numbers]


def move(
    db: sqlite3.Connection, owner: int, ping_id: str, event: SenderEvent, now: float
) -> Outgoing:
    """Let an event happen; see `Outbox.move`."""
    row = _find(db, owner, ping_id)
    place, outgoing = Place(OUTBOX, row[0], row[1]), _outgoing(row)
    new = advance_sender(outgoing.state, event)
    if new is outgoing.state:
        return outgoing
    is_stripped = stage_queries.move(db, place, new, now)
    content = "" if is_stripped else outgoing.content
    return replace(outgoing, state=new, next_try_at=None, content=content, token=None)


def tried(
    db: sqlite3.Connection, owner: int, ping_id: str, next_try_at: float | None, endpoint: str
) -> None:
    """Note a try in vain; see `Outbox.tried`."""
    db.execute(
        "UPDATE outbox SET tries = tries + 1, endpoint = :endpoint,"
        " due_at = CASE state WHEN 'PING_EXISTS' THEN :at END"
        " WHERE owner = :owner AND ping_id = :ping_id",
        {"owner": owner, "ping_id": ping_id, "at": next_try_at, "endpoint": endpoint},
    )


def abandon(db: sqlite3.Connection, owner: int, origin: str, now: float) -> None:
    """Let an owner's open pings from an origin expire."""
    select = "SELECT ping_id FROM outbox WHERE owner = ? AND origin = ? AND stage = 0"
    for (ping_id,) in db.execute(select, (owner, origin)).fetchall():
        move(db, owner, ping_id, SenderEvent.EXPIRY, now)
