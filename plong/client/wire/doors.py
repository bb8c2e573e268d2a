"""What the server answers of an owner's doors (docs/wire/ping.md)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Self, cast

from plong.client.wire.fields import Fields, flag, moment, optional, read_json, seconds, text

BlockKind = Literal["origin", "prefix", "host", "network"]

_KINDS: Final = ("origin", "prefix", "host", "network")


@dataclass(frozen=True, slots=True)
class Block:
    """Whom we do not want to hear."""

    kind: BlockKind
    value: str
    """As the server writes it, which may be otherwise than it was given."""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read an item of ``GET block``. Raise `PlongError`: ``bad-answer``."""
        given = [kind for kind in _KINDS if fields.get(kind, optional(text)) is not None]
        kind = given[0] if len(given) == 1 else " or ".join(_KINDS)
        return cls(cast("BlockKind", kind), fields.get(kind, text))


@dataclass(frozen=True, slots=True)
class Mask:
    """An address that stands for ours, and can be given up."""

    mask_id: str
    address: str
    """What others knock at."""
    created_at: datetime
    expires_at: datetime | None
    """When it begins to take nothing; None: never. Both by the server's clock, in UTC."""
    single_pull: bool
    """It takes one ping, then none."""
    used: bool
    """It has taken one."""
    revoked: bool
    """It was given up."""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read an item of ``GET masks``. Raise `PlongError`: ``bad-answer``."""
        return cls(
            mask_id=fields.get("mask_id", text),
            address=fields.get("address", text),
            created_at=fields.get("created_at", moment),
            expires_at=fields.get("expires_at", optional(moment)),
            single_pull=fields.get("single_pull", flag),
            used=fields.get("used", flag),
            revoked=fields.get("revoked", flag),
        )


@dataclass(frozen=True, slots=True)
class Token:
    """What somebody may knock with at our ``ping/user``."""

    token_id: str
    """By which it is revoked; it opens nothing."""
    name: str
    """For us to know again whom we gave it to."""
    created_at: datetime
    token: str | None
    """The secret to give out; None after it was made, for the server keeps only a hash."""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read an item of ``GET tokens``. Raise `PlongError`: ``bad-answer``."""
        return cls(
            token_id=fields.get("token_id", text),
            name=fields.get("name", text),
            created_at=fields.get("created_at", moment),
            token=fields.get("token", optional(text)),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Which doors are open, and how long content is kept."""

    address: str
    public: bool
    user: bool
    private: bool
    anonymous: bool
    """Whether senders may hide who they are."""
    kept_for: float | None
    """Seconds that content stays after its end; None: for ever, within the box's size."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read the answer to ``GET settings``. Raise `PlongError`: ``bad-answer``."""
        fields = Fields(read_json(body))
        return cls(
            address=fields.get("address", text),
            public=fields.get("public", flag),
            user=fields.get("user", flag),
            private=fields.get("private", flag),
            anonymous=fields.get("anonymous", flag),
            kept_for=fields.get("kept_for", optional(seconds)),
        )
