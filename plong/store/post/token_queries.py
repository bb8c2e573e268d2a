"""What tokens in SQLite are asked: each function runs inside one transaction.

A `Refusal` is raised before the first write, so that the transaction may still be committed.
"""

import sqlite3
from collections.abc import Sequence

from plong.protocol.errors import ServerFull
from plong.protocol.ping.token import Token
from plong.store.post.share_queries import check_owner
from plong.store.post.tokens import TOO_MANY_TOKENS

_SELECT = (
    "SELECT token_id, ifnull(public_id, ''), name, tokens.created_at FROM tokens"
    " LEFT JOIN peers ON number = owner"
)


def add(db: sqlite3.Connection, owner: int, token: Token, limit: int) -> None:
    """Add a token; see `Tokens.add`."""
    check_owner(db, owner)
    select = "SELECT count(*) FROM tokens WHERE owner = ?"
    if db.execute(select, (owner,)).fetchone()[0] >= limit:
        raise ServerFull(TOO_MANY_TOKENS)
    values = (token.token_id, owner, token.name, token.created_at)
    db.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", values)


def get(db: sqlite3.Connection, token_id: str) -> Token | None:
    """Return a token, None if there is none."""
    row = db.execute(f"{_SELECT} WHERE token_id = ?", (token_id,)).fetchone()
    return Token(*row) if row else None


def of(db: sqlite3.Connection, owner: int) -> Sequence[Token]:
    """Return the tokens of an owner, in the order in which they were made."""
    select = f"{_SELECT} WHERE owner = ? ORDER BY tokens.created_at, token_id"
    return [Token(*row) for row in db.execute(select, (owner,))]


def remove(db: sqlite3.Connection, owner: int, token_id: str) -> bool:
    """Forget a token; tell whether it was there, and the owner's."""
    delete = "DELETE FROM tokens WHERE token_id = ? AND owner = ?"
    return db.execute(delete, (token_id, owner)).rowcount > 0
