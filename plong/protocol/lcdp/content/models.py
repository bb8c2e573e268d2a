"""What a fetch says of itself to whoever runs it. docs/wire/lcdp.md."""

from dataclasses import dataclass
from enum import Enum

from plong.protocol.lcdp.models import Endpoint, PleaseSendContent


class State(Enum):
    """How far a fetch has come."""

    FETCHING = "fetching"
    HASHING = "hashing"
    """All is written; now `Fetch.hashed` is to be told."""
    DONE = "done"
    FAILED = "failed"
    """The hash was wrong too often."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask of whom, with the cookie that it wants to see."""

    to: Endpoint
    message: PleaseSendContent


@dataclass(frozen=True, slots=True)
class Write:
    """What to write where."""

    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """How a fetch goes."""

    stored: int
    """Bytes."""
    size: int | None
    """Bytes of the whole, as it is believed; None: nobody has said."""
    holders: int
    """Peers that answer, and have not lied."""
    on_way: int
    """Blocks that were asked for."""
    tries: int
    """How often the hash was wrong."""
