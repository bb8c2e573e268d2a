"""The words of the relay: what is said on its streams. libp2p specs, relay/circuit-v2."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId

HOP: Final = "/libp2p/circuit/relay/0.2.0/hop"
"""Asks the relay."""
STOP: Final = "/libp2p/circuit/relay/0.2.0/stop"
"""By which the relay asks whoever is called."""
MAX_MESSAGE: Final = 4096
"""Bytes of a message, which stands behind its length."""


class Status(IntEnum):
    """How a question is answered."""

    OK = 100
    RESERVATION_REFUSED = 200
    """There are too many reservations."""
    RESOURCE_LIMIT_EXCEEDED = 201
    """There are too many relayed connections."""
    PERMISSION_DENIED = 202
    CONNECTION_FAILED = 203
    """Whoever is called did not take the call."""
    NO_RESERVATION = 204
    """Whoever is called has not asked to be reached here."""
    MALFORMED_MESSAGE = 400
    UNEXPECTED_MESSAGE = 401


@dataclass(frozen=True, slots=True)
class Limit:
    """How much one relayed connection may have; 0: as much as it likes."""

    duration: int
    """Seconds."""
    data: int
    """Bytes in each direction."""


NO_LIMIT: Final = Limit(0, 0)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Somebody may be reached by way of the relay."""

    expires: int
    """Epoch seconds; it may be refreshed before, and ends with the last connection."""
    addresses: tuple[Multiaddr, ...] = ()
    """Of the relay, with its name; behind that belongs `/p2p-circuit/p2p/…`."""
    voucher: bytes | None = None
    """For `voucher.open_voucher`."""


@dataclass(frozen=True, slots=True)
class Reserve:
    """Asks that oneself may be reached."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Asks for a connection: of the relay, to this peer; or of this peer, by the relay."""

    peer: PeerId
    limit: Limit | None = None
    """Said by the relay only. None: there is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answers either. After `Status.OK` to `Connect`, the stream is the connection."""

    status: int
    """A `Status`, or something newer."""
    reservation: Reservation | None = None
    """To `Reserve`, if the status is OK."""
    limit: Limit | None = None


Message = Reserve | Connect | Answer
