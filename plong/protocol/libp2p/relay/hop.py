"""What a relay answers, and whom it connects with whom. libp2p specs, relay/circuit-v2.

    caller        relay                   called
      │             │  [hop] Reserve        │
      │             │◀──────────────────────┤    hear → Reply
      │             ├──────────────────────▶│
      │ [hop] Connect                       │
      ├────────────▶│  [stop] Connect       │    hear → Call
      │             ├──────────────────────▶│
      │             │◀──────────────────────┤    answered → Joined
      │◀────────────┤                       │

The relay calls nobody who is not connected to it, and has not reserved: addresses that a caller
names are not looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.envelope import Signer
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of
from plong.protocol.libp2p.relay.circuits import Circuit, CircuitRoom, Circuits, Pair
from plong.protocol.libp2p.relay.messages import (
    HOP_DIALECT,
    STOP_DIALECT,
    UnknownType,
    read_message,
    write_message,
)
from plong.protocol.libp2p.relay.models import (
    NO_LIMIT,
    Answer,
    Connect,
    Limit,
    Reservation,
    Reserve,
    Status,
)
from plong.protocol.libp2p.relay.reservations import Reservations, Room
from plong.protocol.libp2p.relay.steps import Call, Joined, Reply, Requester
from plong.protocol.libp2p.relay.voucher import seal_voucher

HOP_TIMEOUT: Final = 30.0
"""Seconds for a question to come, and for the called to answer."""
MAX_TOLD: Final = 12
"""Addresses in an answer, which must stay below `models.MAX_MESSAGE`."""
DEFAULT_LIMIT: Final = Limit(duration=120, data=131072)
"""As other relays have it: enough to find a direct way, or for some words."""


@dataclass(frozen=True, slots=True)
class RelayChoices:
    """What a relay is willing to do."""

    reservations: Room = field(default_factory=Room)
    circuits: CircuitRoom = field(default_factory=CircuitRoom)
    limit: Limit = DEFAULT_LIMIT


class Relay:
    """All rules of one relay.

    Args:
        signer: the relay itself.
        addresses: returns where it can be reached now, without its name, as somebody is told who
            has reached it at an address, or nobody knows where; the first `MAX_TOLD` are told.
        choices: how much of what.
    """

    def __init__(
        self,
        signer: Signer,
        addresses: Callable[[Multiaddr | None], tuple[Multiaddr, ...]],
        choices: RelayChoices,
    ) -> None:
        self._signer = signer
        self.limit(choices.limit)
        self._addresses = addresses
        self.reservations = Reservations(choices.reservations)
        """Tell its `release` when a peer's last connection is lost."""
        self._circuits = Circuits(choices.circuits)
        self._calls: set[Call] = set()

    def limit(self, limit: Limit) -> None:
        """Give relayed connections so much that are made from now on."""
        self._limit = limit
        self._told = limit if limit != NO_LIMIT else None

    def hear(self, message: bytes, requester: Requester, now: float) -> Reply | Call:
        """Answer the first message on a stream for `models.HOP`.

        Args:
            message: without its length; anything.
            requester: who has opened the stream.
            now: epoch seconds, never less than before.
        """
        try:
            question = read_message(message, HOP_DIALECT)
        except UnknownType:
            return _refuse(Status.UNEXPECTED_MESSAGE)
        except ProtocolViolation:
            return _refuse(Status.MALFORMED_MESSAGE)
        if isinstance(question, Answer):
            return _refuse(Status.UNEXPECTED_MESSAGE)
        if requester.is_relayed:
            return _refuse(Status.PERMISSION_DENIED)
        if isinstance(question, Reserve):
            return self._reserve(requester, now)
        return self._connect(question.peer, requester, now)

    def answered(self, call: Call, message: bytes, now: float) -> Joined | Reply:
        """Take in what the called has answered; what it says beside yes and no, is no.

        Args:
            call: what `hear` has returned.
            message: without its length; anything.
            now: seconds of the clock by which `Circuit.ends_at` is read.
        """
        try:
            answer = read_message(message, STOP_DIALECT)
        except ProtocolViolation:
            return self.failed(call)
        if not isinstance(answer, Answer) or answer.status != Status.OK:
            return self.failed(call)
        return Joined(_write(Answer(Status.OK, limit=self._told)), Circuit(self._limit, now))

    def failed(self, call: Call) -> Reply:
        """Take in that the called did not answer, or has no connection any more."""
        self.closed(call)
        return _refuse(Status.CONNECTION_FAILED)

    def closed(self, call: Call) -> None:
        """Take in that a relayed connection is over, or the caller gone before it was made."""
        if call in self._calls:
            self._calls.remove(call)
            self._circuits.release(call.pair)

    def _reserve(self, requester: Requester, now: float) -> Reply:
        expires = self.reservations.reserve(requester.peer, requester.address, now)
        if expires is None:
            return _refuse(Status.RESERVATION_REFUSED)
        voucher = seal_voucher(requester.peer, expires, self._signer)
        reservation = Reservation(expires, self._named_addresses(requester.reached), voucher)
        return Reply(_write(Answer(Status.OK, reservation, self._told)), is_reservation=True)

    def _named_addresses(self, reached: Multiaddr | None) -> tuple[Multiaddr, ...]:
        name = peer_id_of(self._signer.key)
        return tuple(address.with_peer(name) for address in self._addresses(reached)[:MAX_TOLD])

    def _connect(self, called: PeerId, requester: Requester, now: float) -> Reply | Call:
        if called == requester.peer:
            return _refuse(Status.PERMISSION_DENIED)
        if not self.reservations.holds(called, now):
            return _refuse(Status.NO_RESERVATION)
        pair = Pair(requester.peer, called, requester.address)
        if not self._circuits.take(pair):
            return _refuse(Status.RESOURCE_LIMIT_EXCEEDED)
        question = write_message(Connect(requester.peer, self._told), STOP_DIALECT)
        call = Call(pair, write_delimited(question))
        self._calls.add(call)
        return call


def _refuse(status: Status) -> Reply:
    return Reply(_write(Answer(status)), refusal=status)


def _write(answer: Answer) -> bytes:
    return write_delimited(write_message(answer, HOP_DIALECT))
