"""Tokens: what an owner gives out to those who may knock at its door for users.

docs/wire/ping.md.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from plong.protocol.errors import BadRequest
from plong.protocol.fields import Fields
from plong.protocol.ids import encode_id

TOKEN_BYTES: Final = 32
"""Random bytes of a token, which is said as base64url."""

MAX_NAME: Final = 100
"""Characters by which an owner may remember whom it gave a token."""

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: never itself, only what follows from it."""

    token_id: str
    """SHA-256 of the token, as base64url. See `token_id_of`."""
    owner: str
    """A PublicId, or `NODE`."""
    name: str
    """What the owner calls it; perhaps empty."""
    created_at: float
    """Epoch seconds."""


def token_id_of(secret: str) -> str | None:
    """Return by which id a token is known, None if no token looks like this.

    256 random bits need no salt and no slow hash; whoever reads the store learns no token.
    """
    if not _SECRET.fullmatch(secret):
        return None
    return encode_id(hashlib.sha256(secret.encode("ascii")).digest())


def read_token(fields: Fields, secret: str, owner: str, now: float) -> Token:
    """Read the body of ``POST /tokens``: ``name``, which is optional.

    Args:
        fields: the body.
        secret: `TOKEN_BYTES` random bytes as base64url.
        owner: a PublicId, or `NODE`.
        now: epoch seconds.

    Raises:
        BadRequest: the name is none, or too long.
    """
    name = fields.string("name", default="")
    if len(name) > MAX_NAME:
        raise BadRequest(f"name must be at most {MAX_NAME} characters.")
    return Token(token_id_of(secret) or "", owner, name, now)
