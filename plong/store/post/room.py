"""How much the boxes may hold: an owner's, and all of them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from plong.protocol.ping.models import Knock, Outgoing

Name = TypeVar("Name")

_OVERHEAD: Final = 256
"""Bytes that a row counts beside its texts: its numbers, and its place in the indexes."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one owner, or all together, have in one kind of box."""

    rows: int = 0
    """Pings that are open: ended ones are remembered, but no burden to their owner."""
    size: int = 0
    """Bytes of everything stored: open pings, kept contents, remembered ids."""

    def __add__(self, other: "Share") -> "Share":
        return Share(self.rows + other.rows, self.size + other.size)

    def __sub__(self, other: "Share") -> "Share":
        return Share(self.rows - other.rows, self.size - other.size)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that may be stored in one kind of box."""

    owner: Share
    """Of one owner."""
    total: Share
    """Of all owners together."""

    def excess(self, owner: Share, total: Share) -> int | None:
        """Return by how many bytes this is too much; None: it is too many pings."""
        if owner.rows > self.owner.rows or total.rows > self.total.rows:
            return None
        return max(0, owner.size - self.owner.size, total.size - self.total.size)


@dataclass(frozen=True, slots=True)
class Totals:
    """What all owners together have, in both kinds of boxes."""

    outbox: Share
    inbox: Share


def give_way(kept: Iterable[tuple[Name, int]], excess: int) -> Sequence[Name] | None:
    """Return which kept contents must go, for something new; None: not even all make room.

    What has ended is kept within the room that is left, or a box that is kept for ever would once
    be full for ever.

    Args:
        kept: names and bytes of an owner's kept contents, the oldest first.
        excess: bytes that are too many.
    """
    names = []
    for name, size in kept:
        if excess <= 0:
            break
        names.append(name)
        excess -= size
    return names if excess <= 0 else None


def size_of_outgoing(row: Outgoing) -> int:
    """Return the bytes that a ping in an outbox counts, its content apart."""
    texts = (row.ping_id, row.origin, row.target, row.payload_type, row.content_hash)
    return _OVERHEAD + sum(map(size_of, (*texts, row.token or "")))


def size_of_incoming(knock: Knock) -> int:
    """Return the bytes that a ping in an inbox counts, its content apart."""
    texts = (knock.ping_id, knock.origin, knock.payload_type, knock.content_hash or "")
    return _OVERHEAD + sum(map(size_of, texts))


def size_of(text: str) -> int:
    """Return the bytes of a text's UTF-8."""
    return len(text) if text.isascii() else len(text.encode())
