"""What the SQLite store asks: each function runs inside one transaction.

A `Refusal` is raised before the first write, so that the transaction may still be committed.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence

from plong.protocol.errors import IdentityNotFound, NoSuchPeer, PassphraseTaken, ServerFull
from plong.protocol.models import Peer
from plong.store.base import Identity, Room
from plong.store.shares import check_shares

Numbered = tuple[int, Peer, int | None]
"""The number of a row, the peer, and its place."""


def secret(db: sqlite3.Connection, name: str, fresh: bytes) -> bytes:
    """Return the secret of this name, made from ``fresh`` if there is none."""
    db.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, fresh))
    select = "SELECT value FROM secrets WHERE name = ?"
    value: bytes = db.execute(select, (name,)).fetchone()[0]
    return value


def add_peers(db: sqlite3.Connection, peers: Sequence[Numbered]) -> Sequence[None]:
    """Add new peers with one statement."""
    rows = ",".join(["(?, ?, ?, ?, ?)"] * len(peers))
    values = [
        value
        for number, peer, place in peers
        for value in (number, peer.public_id, peer.created_at, peer.created_at, place)
    ]
    db.execute(f"INSERT INTO peers VALUES {rows}", values)  # noqa: S608  # placeholders only
    return [None] * len(peers)


def all_peers(db: sqlite3.Connection) -> Iterator[Numbered]:
    """Return every peer, in the order of their numbers."""
    for number, public_id, created_at, place in db.execute(
        "SELECT number, public_id, created_at, place FROM peers ORDER BY number"
    ):
        yield number, Peer(public_id, created_at), place


def claim(db: sqlite3.Connection, number: int, identity: Identity, now: float, room: Room) -> None:
    """Write an identity of peer ``number``, over a dead one or over the peer's own."""
    _check_peer(db, number)
    place = _check_free(db, number, identity, now, room)
    db.execute(
        "INSERT INTO identities VALUES (:digest, :peer, :expires_at, :uses, :place) ON CONFLICT"
        " DO UPDATE SET peer = :peer, expires_at = :expires_at, uses = :uses, place = :place",
        {
            "digest": identity.digest,
            "peer": number,
            "expires_at": identity.expires_at,
            "uses": identity.uses,
            "place": place,
        },
    )
    touch(db, [number], now)


def _check_peer(db: sqlite3.Connection, number: int) -> None:
    if db.execute("SELECT 1 FROM peers WHERE number = ?", (number,)).fetchone() is None:
        raise NoSuchPeer


def _check_free(
    db: sqlite3.Connection, number: int, identity: Identity, now: float, room: Room
) -> int | None:
    """Raise unless the peer may have it; return the place that it counts for."""
    select = "SELECT peer, expires_at, place FROM identities WHERE digest = ?"
    row = db.execute(select, (identity.digest,)).fetchone()
    if row is not None and now < row[1]:
        if row[0] != number:
            raise PassphraseTaken
        place: int | None = row[2]
        return place
    check_shares(room, *_count_shares(db, number, identity.place, now))
    if row is None and _count_identities(db) >= room.total:
        raise ServerFull
    return identity.place


def _count_shares(
    db: sqlite3.Connection, number: int, place: int | None, now: float
) -> tuple[int, int]:
    """Count the live identities of a peer, and those of a place."""
    counts: tuple[int, int] = db.execute(
        "SELECT (SELECT count(*) FROM identities WHERE peer = ? AND expires_at > ?),"
        " (SELECT count(*) FROM identities WHERE place = ? AND expires_at > ?)",
        (number, now, place, now),
    ).fetchone()
    return counts


def find(db: sqlite3.Connection, digest: bytes, now: float) -> Peer:
    """Return whom a live identity stands for; its last use ends it."""
    select = (
        "SELECT uses, public_id, created_at FROM identities JOIN peers ON number = peer"
        " WHERE digest = ? AND expires_at > ?"
    )
    row = db.execute(select, (digest, now)).fetchone()
    if row is None:
        raise IdentityNotFound
    uses, *peer = row
    if uses == 1:
        db.execute("DELETE FROM identities WHERE digest = ?", (digest,))
    elif uses is not None:
        db.execute("UPDATE identities SET uses = uses - 1 WHERE digest = ?", (digest,))
    return Peer(*peer)


def remove_peer(db: sqlite3.Connection, number: int) -> None:
    """Remove a peer; its identities, and what is PING's of it, go with it."""
    _check_peer(db, number)
    db.execute("DELETE FROM peers WHERE number = ?", (number,))


def touch(db: sqlite3.Connection, numbers: Collection[int], now: float) -> None:
    """Note a use of each of these peers."""
    rows = [(now, number) for number in numbers]
    db.executemany("UPDATE peers SET used_at = max(used_at, ?) WHERE number = ?", rows)


def prune(db: sqlite3.Connection, now: float, unused_since: float) -> Collection[str]:
    """Remove what is dead; return the PublicIds of the peers among it.

    Peers with a share of the boxes stay: there may be much to remove with each.
    """
    db.execute("DELETE FROM identities WHERE expires_at <= ?", (now,))
    unused = (
        "DELETE FROM peers WHERE used_at <= ? AND number NOT IN (SELECT owner FROM shares)"
        " RETURNING public_id"
    )
    return [public_id for (public_id,) in db.execute(unused, (unused_since,)).fetchall()]


def unused_owners(db: sqlite3.Connection, unused_since: float) -> Sequence[int]:
    """Return the numbers of unused peers that `prune` leaves alone, and no open ping needs."""
    select = (
        "SELECT number FROM peers JOIN shares ON owner = number"
        " WHERE used_at <= ? AND outbox_rows + inbox_rows = 0"
    )
    return [number for (number,) in db.execute(select, (unused_since,)).fetchall()]


def prune_owner(db: sqlite3.Connection, number: int, unused_since: float) -> str | None:
    """Remove a peer unless it is needed by now; return its PublicId if it is removed."""
    delete = (
        "DELETE FROM peers WHERE number = ? AND used_at <= ? AND NOT EXISTS"
        " (SELECT 1 FROM shares WHERE owner = peers.number AND outbox_rows + inbox_rows > 0)"
        " RETURNING public_id"
    )
    rows = db.execute(delete, (number, unused_since)).fetchall()
    return rows[0][0] if rows else None


def count_living(db: sqlite3.Connection, now: float) -> int:
    """Count the identities that live at ``now``."""
    # The pruner removes the dead, so they are few: count them rather than the living.
    select = "SELECT count(*) FROM identities WHERE expires_at <= ?"
    dead: int = db.execute(select, (now,)).fetchone()[0]
    return _count_identities(db) - dead


def _count_identities(db: sqlite3.Connection) -> int:
    rows: int = db.execute("SELECT rows FROM totals WHERE name = 'identities'").fetchone()[0]
    return rows
