"""What settings in SQLite are asked: each function runs inside one transaction."""

import sqlite3

from plong.protocol.ping.settings import Settings
from plong.store.post.doors import ChangeSettings
from plong.store.post.share_queries import check_owner

# Not OR REPLACE: it would also rule what a trigger does, and begin a new share.
_WRITE = (
    "INSERT INTO settings VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET public ="
    " excluded.public, user = excluded.user, private = excluded.private,"
    " anonymous = excluded.anonymous, kept_for = excluded.kept_for"
)


def get(db: sqlite3.Connection, owner: int) -> Settings | None:
    """Return an owner's settings; see `Doors.settings`."""
    select = "SELECT kept_for, public, user, private, anonymous FROM settings WHERE owner = ?"
    row = db.execute(select, (owner,)).fetchone()
    return Settings(row[0], *map(bool, row[1:])) if row else None


def change(db: sqlite3.Connection, owner: int, change: ChangeSettings) -> Settings:
    """Change an owner's settings; see `Doors.change_settings`."""
    check_owner(db, owner)
    new = change(get(db, owner))
    doors = (new.public, new.user, new.private, new.anonymous)
    db.execute(_WRITE, (owner, *doors, new.kept_for))
    return new
