"""What SQLite is asked about time: each function runs inside one transaction."""

import sqlite3
from types import MappingProxyType
from typing import Final

from plong.protocol.noted_time import Noted

SHIFTED: Final = MappingProxyType(
    {
        "peers": ("used_at",),
        "identities": ("expires_at",),
        "outbox": ("created_at", "due_at", "stage_at"),
        "inbox": ("received_at", "due_at", "stage_at"),
        "masks": ("expires_at",),
        "lcdp_peers": ("heard_at",),
        "lcdp_keys": ("heard_at",),
    }
)
"""Columns by table that something is measured by; triggers bring `shares` up to date."""


def last(db: sqlite3.Connection) -> Noted | None:
    """Return what was noted last."""
    row = db.execute("SELECT server_at, wall_at FROM clock").fetchone()
    return None if row is None else Noted(*row)


def note(db: sqlite3.Connection, noted: Noted) -> None:
    """Write it over what was noted before."""
    values = (noted.server_at, noted.wall_at)
    db.execute("INSERT OR REPLACE INTO clock VALUES (1, ?, ?)", values)


def shift(db: sqlite3.Connection, seconds: float, noted: Noted) -> None:
    """Move all times; what has none (NULL) still has none."""
    for table, columns in SHIFTED.items():
        moves = ", ".join(f"{column} = {column} + :seconds" for column in columns)
        db.execute(f"UPDATE {table} SET {moves}", {"seconds": seconds})  # noqa: S608  # names above
    note(db, noted)
