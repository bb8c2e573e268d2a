"""What owners have in their boxes, and whether they are there at all: inside one transaction."""

import sqlite3
from collections.abc import Collection, Mapping
from typing import Final

from plong.protocol.errors import NoSuchPeer
from plong.store.post.room import Share
from plong.store.post.schedule_queries import OUTBOX, Table

TOTAL: Final = -1
"""The number under which all owners' shares stand together."""


def read_shares(
    db: sqlite3.Connection, table: Table, owners: Collection[int]
) -> Mapping[int, Share]:
    """Return the shares of these owners, as far as they are there, and that of all together."""
    select = (
        f"SELECT owner, {table}_rows, {table}_bytes FROM shares"  # noqa: S608  # one of two
        f" WHERE owner IN ({TOTAL}{',?' * len(owners)})"
    )
    shares = {owner: Share(*share) for owner, *share in db.execute(select, [*owners])}
    if missing := [owner for owner in owners if owner not in shares]:
        shares.update(_new_shares(db, missing))
    return shares


def _new_shares(db: sqlite3.Connection, owners: Collection[int]) -> Mapping[int, Share]:
    """Return nothing, as the share of each peer that has none yet."""
    places = ",".join("?" * len(owners))
    select = f"SELECT number FROM peers WHERE number IN ({places})"  # noqa: S608  # placeholders
    return {number: Share() for (number,) in db.execute(select, [*owners])}


def check_owner(db: sqlite3.Connection, owner: int) -> None:
    """Raise `NoSuchPeer` unless the owner is there."""
    if owner not in read_shares(db, OUTBOX, [owner]):
        raise NoSuchPeer
