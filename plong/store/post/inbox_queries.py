"""What the inboxes in SQLite are asked: each function runs inside one transaction.

A `Refusal` is raised before the first write, so that the transaction may still be committed.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from plong.protocol.errors import InboxFull
from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.models import Incoming, Knock, ReceiverState, Tier
from plong.protocol.ping.states import ReceiverEvent, advance_receiver
from plong.store.post import stage_queries
from plong.store.post.inbox import MOST_ORIGINS
from plong.store.post.names import IncomingKey, Owed, Page, Pulled
from plong.store.post.room import Share, size_of
from plong.store.post.room_queries import Need, make_room
from plong.store.post.schedule_queries import INBOX
from plong.store.post.share_queries import read_shares
from plong.store.post.stage_queries import Place

_COLUMNS = (
    "ifnull(public_id, ''), ping_id, origin, payload_type, content_hash, size, tier, state,"
    " received_at"
)
_SELECT = (
    f"SELECT inbox.number, kept_for, {_COLUMNS}, content FROM inbox"  # noqa: S608  # constants
    " LEFT JOIN inbox_contents USING (number) LEFT JOIN peers ON peers.number = owner"
)
_SELECT_PAGE = (
    f"SELECT inbox.number, kept_for, {_COLUMNS}, NULL FROM inbox"  # noqa: S608  # constants
    " LEFT JOIN peers ON peers.number = owner"
    " WHERE owner = ? AND stage = 0 AND inbox.number > ? ORDER BY inbox.number LIMIT ?"
)


def get(db: sqlite3.Connection, owner: int, key: IncomingKey) -> Incoming:
    """Return a ping; raise `NoSuchPing`."""
    return _incoming(_find(db, owner, key))


def _find(db: sqlite3.Connection, owner: int, key: IncomingKey) -> tuple[Any, ...]:
    select = f"{_SELECT} WHERE owner = ? AND ping_id = ? AND origin = ?"
    row: tuple[Any, ...] | None
    row = db.execute(select, (owner, key.ping_id, key.origin)).fetchone()
    if row is None:
        raise NoSuchPing
    return row


def _incoming(row: Sequence[Any]) -> Incoming:
    owner, ping_id, origin, kind, digest, size, tier, state, received_at, content = row[2:]
    knock = Knock(ping_id, origin, kind, digest, size)
    return Incoming(owner, knock, Tier(tier), ReceiverState(state), received_at, content)


def named(db: sqlite3.Connection, owner: int, ping_id: str) -> Sequence[Incoming]:
    """Return the pings of an id; see `Inbox.named`."""
    select = f"{_SELECT} WHERE owner = ? AND ping_id = ? ORDER BY inbox.number LIMIT {MOST_ORIGINS}"
    return [_incoming(row) for row in db.execute(select, (owner, ping_id))]


def page(db: sqlite3.Connection, owner: int, after: int, limit: int) -> Page:
    """Return open pings in the order of arrival; see `Inbox.page`."""
    rows = db.execute(_SELECT_PAGE, (owner, after, limit + 1)).fetchall()
    taken = rows[:limit]
    cursor = taken[-1][0] if taken else after
    return Page(tuple(map(_incoming, taken)), cursor, is_last=len(rows) <= limit)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a ping."""

    event: ReceiverEvent
    now: float
    pulled: Pulled | None


def move(db: sqlite3.Connection, owner: int, key: IncomingKey, change: Change) -> Incoming:
    """Let an event happen; see `Inbox.move`."""
    row = _find(db, owner, key)
    place, incoming = Place(INBOX, row[0], row[1]), _incoming(row)
    new = advance_receiver(incoming.state, change.event)
    if new is incoming.state:
        return incoming
    if change.pulled is not None:
        added = Share(0, size_of(change.pulled.content))
        _check_room(db, Need(owner, added, change.pulled.limits, change.now))
        content: str | None = _store(db, place.number, new, change.pulled)
    else:
        is_stripped = stage_queries.move(db, place, new, change.now)
        content = None if is_stripped else incoming.content
    return replace(incoming, state=new, content=content)


def _check_room(db: sqlite3.Connection, need: Need) -> None:
    if make_room(db, INBOX, need, read_shares(db, INBOX, [need.owner])) is None:
        raise InboxFull


def _store(db: sqlite3.Connection, number: int, state: ReceiverState, pulled: Pulled) -> str:
    db.execute("INSERT INTO inbox_contents VALUES (?, ?)", (number, pulled.content))
    db.execute(
        "UPDATE inbox SET state = ?, content_bytes = ?, kept_for = ?, due_at = ? WHERE number = ?",
        (state, size_of(pulled.content), pulled.kept_for, pulled.ack_at, number),
    )
    return pulled.content


def read_owed(db: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[Owed]:
    """Return acknowledgements by the numbers of their pings, in that order."""
    places = ",".join("?" * len(numbers))
    select = (
        "SELECT inbox.number, tries, ifnull(public_id, ''), origin, ping_id FROM inbox"  # noqa: S608  # placeholders
        f" LEFT JOIN peers ON peers.number = owner WHERE inbox.number IN ({places})"
    )
    rows = db.execute(select, numbers)
    owed = {number: Owed(IncomingKey(*key), tries) for number, tries, *key in rows}
    return [owed[number] for number in numbers]


def ack_tried(
    db: sqlite3.Connection, owner: int, key: IncomingKey, next_try_at: float | None
) -> None:
    """Note that telling the sender failed; see `Inbox.ack_tried`."""
    db.execute(
        "UPDATE inbox SET tries = tries + 1, due_at = ? WHERE owner = ? AND ping_id = ?"
        " AND origin = ? AND state = 'CONTENT_PULLED'",
        (next_try_at, owner, key.ping_id, key.origin),
    )
