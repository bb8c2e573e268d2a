"""A relay on a node: peers that cannot reach each other meet here. docs/wire/libp2p.md."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plong.libp2p.census import address_of
from plong.libp2p.node import Node
from plong.libp2p.services import Factory, Handler, Line, StreamIO
from plong.libp2p.visit import Owner, Visit
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.hop import Relay, RelayChoices
from plong.protocol.libp2p.relay.models import HOP, STOP, Status
from plong.protocol.libp2p.relay.steps import Requester
from plong.protocol.libp2p.yamux.errors import CannotOpen

_CIRCUIT: Final = "p2p-circuit"


@dataclass(frozen=True, slots=True)
class RelayStatistics:
    """What a relay does, and has done."""

    reservations: int
    """Peers that may be called."""
    circuits: int
    """Relayed connections that are open."""
    carried: int
    """Bytes that went through all there ever were, in both directions."""


def relay_on(node: Node, choices: RelayChoices) -> "Hop":
    """Make a node a relay, from now on. What it announces is where its peers can be called."""
    return Hop(node, choices)


class Hop(Owner):
    """Made by `relay_on`.

    Memory: of each relayed connection a window in each direction at most, and of what is not one
    yet a message, on as many streams as the node lets its peers have.
    """

    def __init__(self, node: Node, choices: RelayChoices) -> None:
        self._node = node
        self.relay = Relay(node.crypto, node.introductions.addresses_at, choices)
        self._visits: set[Visit] = set()
        self._residents: dict[PeerId, Line] = {}
        """Over which connection each peer has reserved; it is kept open."""
        self._carried = 0
        node.offer(HOP, self._welcome)
        node.watch(_nothing_to_do, self._lost)
        node.attend(self.tick)

    @property
    def statistics(self) -> RelayStatistics:
        """What it does, and has done."""
        return RelayStatistics(
            reservations=len(self.relay.reservations),
            circuits=sum(visit.is_joined for visit in self._visits),
            carried=self._carried + sum(visit.carried for visit in self._visits),
        )

    def tick(self, now: float) -> None:
        """End what is due; the node calls it."""
        for visit in [*self._visits]:
            visit.tick(now)
        for peer in [*self._residents]:
            if not self.relay.reservations.holds(peer, now):
                self._residents.pop(peer).is_kept = False

    def now(self) -> float:
        """Return seconds since 1970."""
        return self._node.now()

    def requester(self, io: StreamIO) -> Requester:
        """Return who asks in a stream."""
        remote, reached = io.connection.remote, io.connection.reached
        is_relayed = _CIRCUIT in remote.protocols
        return Requester(io.peer, address_of(remote), is_relayed, reached)

    def reserved(self, io: StreamIO) -> None:
        """Keep the connection open over which a peer has reserved, and no other of its."""
        before = self._residents.get(io.peer)
        if before is not None:
            before.is_kept = False
        io.connection.is_kept = True
        self._residents[io.peer] = io.connection

    def ring(self, peer: PeerId, factory: Factory, refused: Callable[[], None]) -> StreamIO | None:
        """Open a stream to a peer, over the connection where it has reserved if that is there."""
        resident = self._residents.get(peer)
        lines = sorted(self._node.connections.of(peer), key=lambda line: line is not resident)
        for line in lines:
            try:
                return line.open(STOP, factory, refused)
            except CannotOpen:
                continue
        return None

    def refused(self, status: Status) -> None:
        """Take in that somebody's question was answered with no."""
        self._node.refuse(status.name.lower().replace("_", "-"))

    def leave(self, visit: Visit) -> None:
        """Forget a visit that is over."""
        self._visits.discard(visit)
        self._carried += visit.carried

    def _welcome(self, io: StreamIO) -> Handler:
        visit = Visit(io, self)
        self._visits.add(visit)
        return visit.leg

    def _lost(self, peer: PeerId) -> None:
        self.relay.reservations.release(peer)


def _nothing_to_do(_peer: PeerId) -> None:
    """Take in that somebody is connected, who has not reserved yet."""
