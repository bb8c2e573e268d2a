"""What the server answers of pings (docs/wire/ping.md)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from plong.client.wire.errors import PlongError
from plong.client.wire.fields import Fields, moment, optional, read_json, text, whole


@dataclass(frozen=True, slots=True)
class Sent:
    """Word was left for somebody: a ping stands in our outbox."""

    ping_id: str
    state: str
    """How far it has come, as docs/wire/ping.md names it: ``PING_EXISTS`` at first."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read the answer to ``POST send``. Raise `PlongError`: ``bad-answer``."""
        fields = Fields(read_json(body))
        return cls(fields.get("ping_id", text), fields.get("state", text))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody knocked; what a stranger said is said, not proven."""

    ping_id: str
    origin: str
    """The address that the content would be fetched from."""
    payload_type: str
    """What kind of content it is; the word means something to the two programs only."""
    content_hash: str | None
    """SHA-256 of the content's UTF-8 in hexadecimal digits; None: not said."""
    size: int | None
    """Bytes of the content's UTF-8, a hint; None: not said."""
    tier: str
    """By which door it came: ``public``, ``user``, ``private`` or ``anonymous``."""
    state: str
    """``PING_RECEIVED``, or ``CONTENT_PULLED`` until the sender knows that we have it."""
    received_at: datetime
    """By the server's clock, in UTC."""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read an item of ``GET inbox``. Raise `PlongError`: ``bad-answer``."""
        return cls(
            ping_id=fields.get("ping_id", text),
            origin=fields.get("origin", text),
            payload_type=fields.get("payload_type", text),
            content_hash=fields.get("content_hash", optional(text)),
            size=fields.get("size", optional(whole)),
            tier=fields.get("tier", text),
            state=fields.get("state", text),
            received_at=fields.get("received_at", moment),
        )


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a sender had for us."""

    ping_id: str
    origin: str
    payload_type: str
    content: str
    content_hash: str
    """SHA-256 of the content's UTF-8 in hexadecimal digits."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read the answer to ``POST pull``. Raise `PlongError`: ``bad-answer``."""
        fields = Fields(read_json(body))
        names = ("ping_id", "origin", "payload_type", "content", "content_hash")
        pulled = cls(*(fields.get(name, text) for name in names))
        if hashlib.sha256(pulled.content.encode()).hexdigest() != pulled.content_hash.lower():
            sentence = "The server's answer was damaged: its content does not have its hash."
            raise PlongError("bad-answer", sentence)
        return pulled
