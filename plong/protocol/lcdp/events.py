"""What a node returns: datagrams for its socket, and events for whoever owns it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from plong.protocol.lcdp.models import Endpoint, Message


class Datagram(NamedTuple):
    """What is to be sent."""

    to: Endpoint
    data: bytes


@dataclass(frozen=True, slots=True)
class Adopted:
    """A peer has proved its address for the first time, or anew after it was forgotten."""

    peer: Endpoint


@dataclass(frozen=True, slots=True)
class Heard:
    """A peer has said something that the rules leave to the owner; its source is proved."""

    message: Message
    source: Endpoint
    """Where its datagram came from."""
    key: bytes | None
    """Whose it is beyond doubt, 32 bytes; None: nobody's that is known."""


@dataclass(frozen=True, slots=True)
class Received:
    """A text has come: a datagram's, or that of an array that was signed or encrypted in it.

    Only for owners who want to hear all (`Choices.hears_all`), whoever says it.
    """

    text: str
    """A JSON array within the bounds of `framing`, as it came."""
    source: Endpoint
    """Where its datagram came from."""
    key: bytes | None
    """Who signed or encrypted it, 32 bytes; None: nobody."""
    maybe_key: bytes | None
    """The key that was heard last at that address; None: none was."""
    is_verified: bool
    """Whether the datagram has proved its source, and if there is a key, it has said this now.

    Else it may have been sent again by somebody else.
    """


Event = Adopted | Heard | Received


@dataclass(slots=True)
class Step:
    """All that followed from one datagram, or from the time."""

    datagrams: list[Datagram] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
