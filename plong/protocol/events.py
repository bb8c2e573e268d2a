"""What the server tells a connection unasked."""

from dataclasses import dataclass

from plong.protocol.errors import Refusal


@dataclass(frozen=True, slots=True)
class Linked:
    """The peer that this connection is linked to has linked back: messages come unheaded."""

    public_id: str


@dataclass(frozen=True, slots=True)
class Unlinked:
    """The peer that this connection is linked to is there, but no longer linked back."""

    public_id: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The peer that this connection is linked to has no connection left."""

    public_id: str


@dataclass(frozen=True, slots=True)
class Restarting:
    """The server will close this connection on purpose."""

    reconnect_in: float
    """Seconds after which to come back."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that this connection sent did not reach its peer."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Pinged:
    """Somebody left word (PING) for this connection's peer."""

    ping_id: str
    origin: str
    payload_type: str


@dataclass(frozen=True, slots=True)
class HeardLcdp:
    """The connection's node of LCDP answers, or has heard something."""

    messages: str
    """A JSON array."""


Event = Linked | Unlinked | Gone | Restarting | Undelivered | Pinged | HeardLcdp
