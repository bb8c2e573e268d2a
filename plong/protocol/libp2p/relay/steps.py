"""What the relay is asked, and what it wants done."""

from dataclasses import dataclass

from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.circuits import Circuit, Pair
from plong.protocol.libp2p.relay.models import Status


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks."""

    peer: PeerId
    """It has proved so."""
    address: str
    """What counts as one address."""
    is_relayed: bool = False
    """Whether it is connected by way of a relay itself."""
    reached: Multiaddr | None = None
    """Where it has reached the relay, if that is known."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Send this on the stream, and close our side."""

    data: bytes
    is_reservation: bool = False
    """Whether the requester may be called from now on, over this connection of its first."""
    refusal: Status | None = None
    """Why nothing came of it, if that is what is said."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """Open a stream for `models.STOP` to a peer, send this, and read one message.

    Then tell `Relay.answered`, or `Relay.failed`: until then, it counts as a connection.
    """

    pair: Pair
    data: bytes


@dataclass(frozen=True, slots=True)
class Joined:
    """Send this to the caller; from there on, both streams are one, within the circuit's limits.

    What has come behind the messages is passed on first. When it is over, tell `Relay.closed`.
    """

    data: bytes
    circuit: Circuit
