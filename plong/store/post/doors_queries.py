"""What blocks and masks in SQLite are asked: each function runs inside one transaction.

A `Refusal` is raised before the first write, so that the transaction may still be committed.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from plong.protocol.errors import ServerFull
from plong.protocol.ping.models import Block, BlockKind, Mask
from plong.store.post import outbox_queries
from plong.store.post.doors import TOO_MANY_BLOCKS, TOO_MANY_MASKS
from plong.store.post.share_queries import check_owner

_SELECT_MASK = (
    "SELECT mask_id, ifnull(public_id, ''), masks.created_at, expires_at, single_pull, used,"
    " revoked FROM masks LEFT JOIN peers ON number = owner"
)


def add_block(db: sqlite3.Connection, owner: int, block: Block, limit: int) -> None:
    """Add a block; see `Doors.add_block`."""
    check_owner(db, owner)
    select = "SELECT count(*), ifnull(sum(kind = ? AND value = ?), 0) FROM blocks WHERE owner = ?"
    count, same = db.execute(select, (block.kind, block.value, owner)).fetchone()
    if same:
        return
    if count >= limit:
        raise ServerFull(TOO_MANY_BLOCKS)
    values = (owner, block.kind, block.value, block.created_at)
    db.execute("INSERT INTO blocks VALUES (?, ?, ?, ?)", values)


def remove_block(db: sqlite3.Connection, owner: int, kind: BlockKind, value: str) -> bool:
    """Remove a block; tell whether it was there."""
    delete = "DELETE FROM blocks WHERE owner = ? AND kind = ? AND value = ?"
    return db.execute(delete, (owner, kind, value)).rowcount > 0


def blocks(db: sqlite3.Connection, owner: int, name: str) -> Sequence[Block]:
    """Return the blocks of an owner, whose PublicId is ``name``."""
    select = "SELECT kind, value, created_at FROM blocks WHERE owner = ? ORDER BY kind, value"
    rows = db.execute(select, (owner,))
    return [Block(name, BlockKind(kind), value, created_at) for kind, value, created_at in rows]


def add_mask(db: sqlite3.Connection, owner: int, mask: Mask, limit: int) -> None:
    """Add a mask; see `Doors.add_mask`."""
    check_owner(db, owner)
    select = "SELECT count(*) FROM masks WHERE owner = ? AND NOT revoked"
    if db.execute(select, (owner,)).fetchone()[0] >= limit:
        raise ServerFull(TOO_MANY_MASKS)
    db.execute("DELETE FROM masks WHERE owner = ? AND revoked", (owner,))
    is_so = (mask.single_pull, mask.used, mask.revoked)
    values = (mask.mask_id, owner, mask.created_at, mask.expires_at, *is_so)
    db.execute("INSERT INTO masks VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def mask(db: sqlite3.Connection, mask_id: str) -> Mask | None:
    """Return a mask, None if there is none."""
    row = db.execute(f"{_SELECT_MASK} WHERE mask_id = ?", (mask_id,)).fetchone()
    return _mask(row) if row else None


def masks(db: sqlite3.Connection, owner: int) -> Sequence[Mask]:
    """Return the masks of an owner, in the order in which they were made."""
    select = f"{_SELECT_MASK} WHERE owner = ? ORDER BY masks.created_at, mask_id"
    return [_mask(row) for row in db.execute(select, (owner,))]


def _mask(row: Sequence[Any]) -> Mask:
    mask_id, owner, created_at, expires_at, *flags = row
    return Mask(mask_id, owner, created_at, expires_at, *map(bool, flags))


def use_mask(db: sqlite3.Connection, mask_id: str) -> None:
    """Note that a mask has taken something."""
    db.execute("UPDATE masks SET used = 1 WHERE mask_id = ? AND NOT used", (mask_id,))


def revoke_mask(db: sqlite3.Connection, owner: int, mask_id: str, origin: str, now: float) -> bool:
    """Close a mask for ever; see `Doors.revoke_mask`."""
    update = "UPDATE masks SET revoked = 1 WHERE mask_id = ? AND owner = ? AND NOT revoked"
    if not db.execute(update, (mask_id, owner)).rowcount:
        return False
    outbox_queries.abandon(db, owner, origin, now)
    return True


def forget_masks(db: sqlite3.Connection, until: float, most: int) -> int:
    """Forget masks that are revoked, or expired by then; return how many, ``most`` at most."""
    select = "SELECT mask_id FROM masks WHERE revoked OR expires_at <= ? LIMIT ?"
    return db.execute(f"DELETE FROM masks WHERE mask_id IN ({select})", (until, most)).rowcount  # noqa: S608  # constants
