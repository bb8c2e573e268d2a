"""How pings are named, and what a store says of them."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from plong.protocol.ping.models import Incoming, Outgoing
from plong.store.post.room import Limits


class OutgoingKey(NamedTuple):
    """Names a ping in an outbox."""

    owner: str
    """A PublicId, or `NODE`."""
    ping_id: str


class IncomingKey(NamedTuple):
    """Names a ping in an inbox."""

    owner: str
    """A PublicId, or `NODE`."""
    origin: str
    """As the sender wrote it."""
    ping_id: str


def key_of_outgoing(row: Outgoing) -> OutgoingKey:
    """Return the name of a row."""
    return OutgoingKey(row.owner, row.ping_id)


def key_of_incoming(row: Incoming) -> IncomingKey:
    """Return the name of a row."""
    return IncomingKey(row.owner, row.knock.origin, row.knock.ping_id)


class Arrival(Enum):
    """What became of a knock."""

    NEW = auto()
    """It is stored."""
    KNOWN = auto()
    """It was stored before, in whatever state it is now; nothing has changed."""
    CLOSED = auto()
    """The mask it came to takes nothing (any more); nothing has changed."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an inbox."""

    rows: tuple[Incoming, ...]
    """In the order of arrival, without their contents."""
    cursor: int
    """Where the next page begins, also for what has yet to come."""
    is_last: bool
    """Nothing stands behind it just now."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An acknowledgement that the sender has not confirmed yet."""

    key: IncomingKey
    """Of which ping, and with it where to."""
    tries: int
    """How often it was said in vain."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A content that was fetched, and how to go on with it."""

    content: str
    kept_for: float
    """Seconds that it stays after the end of its ping; infinity: for ever."""
    ack_at: float
    """Epoch seconds from which on `Inbox.unacknowledged` names it."""
    limits: Limits
    """What inboxes may hold, this content included: more than for knocks, or who has a full inbox
    cannot read it."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How long things stay, in seconds."""

    outgoing: float
    """From being sent to the end, if nobody acknowledges it."""
    incoming: float
    """From the first knock to the end, if it comes to none before."""
    remembered: float
    """From the end of a ping, or that of its content if that is kept, to its being forgotten."""
