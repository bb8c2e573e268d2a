"""What a node returns: datagrams for its socket, and events for whoever owns it."""

from dataclasses import dataclass, field

from plong.protocol.lcdp.models import Endpoint, Message


@dataclass(frozen=True, slots=True)
class Datagram:
    """What is to be sent."""

    to: Endpoint
    data: bytes


@dataclass(frozen=True, slots=True)
class Adopted:
    """A peer has proved its address for the first time, or anew after it was forgotten."""

    peer: Endpoint


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody has said something that the rules leave to the owner."""

    message: Message
    source: Endpoint
    """Where its datagram came from."""
    key: bytes | None
    """Whose it is beyond doubt, 32 bytes; None: nobody's that is known."""
    is_verified: bool
    """Whether the datagram has proved its source."""


Event = Adopted | Heard


@dataclass(slots=True)
class Step:
    """All that followed from one datagram, or from the time."""

    datagrams: list[Datagram] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
