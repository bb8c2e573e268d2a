"""What the SQLite store asks: each function runs inside one transaction.

A `Refusal` is raised before the first write, so that the transaction may still be committed.
"""

import sqlite3
from collections.abc import Collection
from typing import Any

from plong.protocol.errors import IdentityNotFound, NoSuchPeer, PassphraseTaken, ServerFull
from plong.protocol.models import Claimed, Counts, Peer
from plong.store.base import Identity


def secret(db: sqlite3.Connection, name: str, fresh: bytes) -> bytes:
    """Return the secret of this name, made from ``fresh`` if there is none."""
    db.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, fresh))
    value: bytes = _value(db, "SELECT value FROM secrets WHERE name = ?", name)
    return value


def add_peer(db: sqlite3.Connection, key: bytes, peer: Peer, limit: int) -> None:
    """Add a peer unless there are ``limit``."""
    if _total(db, "peers") >= limit:
        raise ServerFull
    row = (key, peer.public_id, peer.created_at, peer.created_at)
    db.execute("INSERT INTO peers VALUES (?, ?, ?, ?)", row)


def peer_by_key(db: sqlite3.Connection, key: bytes) -> Peer:
    """Return the peer of this key."""
    return _peer(db, "SELECT public_id, created_at FROM peers WHERE key = ?", key)


def peer(db: sqlite3.Connection, public_id: str) -> Peer:
    """Return the peer of this PublicId."""
    return _peer(db, "SELECT public_id, created_at FROM peers WHERE public_id = ?", public_id)


def claim(
    db: sqlite3.Connection, public_id: str, identity: Identity, now: float, limit: int
) -> Claimed:
    """Write an identity, over a dead one or over the peer's own."""
    holder = peer(db, public_id)
    _check_free(db, public_id, identity.digest, now, limit)
    db.execute(
        "INSERT INTO identities VALUES (:digest, :public_id, :expires_at, :uses)"
        " ON CONFLICT DO UPDATE SET public_id = :public_id, expires_at = :expires_at, uses = :uses",
        {
            "digest": identity.digest,
            "public_id": public_id,
            "expires_at": identity.expires_at,
            "uses": identity.uses,
        },
    )
    touch(db, [public_id], now)
    return Claimed(holder, identity.expires_at)


def _check_free(
    db: sqlite3.Connection, public_id: str, digest: bytes, now: float, limit: int
) -> None:
    select = "SELECT public_id, expires_at FROM identities WHERE digest = ?"
    row = db.execute(select, (digest,)).fetchone()
    if row is None and _total(db, "identities") >= limit:
        raise ServerFull
    if row is not None and row[0] != public_id and now < row[1]:
        raise PassphraseTaken


def find(db: sqlite3.Connection, digest: bytes, now: float) -> Peer:
    """Return whom a live identity stands for; its last use ends it."""
    select = "SELECT public_id, uses FROM identities WHERE digest = ? AND expires_at > ?"
    row = db.execute(select, (digest, now)).fetchone()
    if row is None:
        raise IdentityNotFound
    public_id, uses = row
    if uses == 1:
        db.execute("DELETE FROM identities WHERE digest = ?", (digest,))
    elif uses is not None:
        db.execute("UPDATE identities SET uses = uses - 1 WHERE digest = ?", (digest,))
    return peer(db, public_id)


def remove_peer(db: sqlite3.Connection, key: bytes) -> Peer:
    """Remove a peer; its identities go with it."""
    removed = peer_by_key(db, key)
    db.execute("DELETE FROM peers WHERE key = ?", (key,))
    return removed


def touch(db: sqlite3.Connection, public_ids: Collection[str], now: float) -> None:
    """Note a use of each of these peers."""
    rows = [(now, public_id) for public_id in public_ids]
    db.executemany("UPDATE peers SET used_at = ? WHERE public_id = ?", rows)


def prune(db: sqlite3.Connection, now: float, unused_since: float) -> Collection[str]:
    """Remove what is dead; return the PublicIds of the peers among it."""
    db.execute("DELETE FROM identities WHERE expires_at <= ?", (now,))
    unused = "DELETE FROM peers WHERE used_at <= ? RETURNING public_id"
    return [public_id for (public_id,) in db.execute(unused, (unused_since,)).fetchall()]


def counts(db: sqlite3.Connection, now: float) -> Counts:
    """Count peers and living identities."""
    # The pruner removes the dead, so they are few: count them rather than the living.
    dead = _value(db, "SELECT count(*) FROM identities WHERE expires_at <= ?", now)
    return Counts(_total(db, "peers"), _total(db, "identities") - dead)


def _total(db: sqlite3.Connection, table: str) -> int:
    rows: int = _value(db, "SELECT rows FROM totals WHERE name = ?", table)
    return rows


def _value(db: sqlite3.Connection, select: str, value: object) -> Any:
    return db.execute(select, (value,)).fetchone()[0]


def _peer(db: sqlite3.Connection, select: str, value: object) -> Peer:
    row = db.execute(select, (value,)).fetchone()
    if row is None:
        raise NoSuchPeer
    return Peer(*row)
