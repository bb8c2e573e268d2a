"""Who is connected, who is linked to whom, and the routes that follow from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from plong.engine.base import Engine, Envelope, Notice, PeerGone, PeerLinked, PeerUnlinked
from plong.hub.connection import Connection, Route
from plong.hub.routes import REMOTE, Forward, Headed, forward, guarded
from plong.hub.send_buffer import SendBuffer
from plong.protocol.link import Choice, choose


class Switchboard:
    """The connections of this node and their links.

    A route depends on nothing but the receiver's connections and their links, so it is cached at
    the sender's connection and dropped whenever one of these changes.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seats: dict[str, list[Connection]] = {}
        self._linked: dict[str, dict[Connection, None]] = {}
        self.cause: Connection | None = None
        """Whose link is being changed or ended: it is held if others cannot hear of it."""

    @property
    def peers(self) -> Mapping[str, Sequence[Connection]]:
        """The connections of each peer that has any, in the order of attachment."""
        return self._seats

    def linked_to(self, peer: str) -> Iterable[Connection]:
        """Return the connections whose link is ``peer``."""
        return list(self._linked.get(peer, ()))

    def linked_between(self, peer: str, remote: str) -> Iterable[Connection]:
        """Return the connections of ``peer`` whose link is ``remote``."""
        return [seat for seat in self._seats.get(peer, ()) if seat.link == remote]

    def is_direct(self, peer: str, remote: str) -> bool:
        """Tell whether a connection of ``remote`` on this node is linked back to ``peer``."""
        choice = self._choose(peer, remote)
        return choice is not None and choice.direct

    def attach(self, connection: Connection, peer: str) -> None:
        """Give a connection its place behind the peer's others."""
        connection.peer = peer
        seats = self._seats.setdefault(peer, [])
        seats.append(connection)
        if len(seats) == 1:
            self._engine.attached(peer)
        self._drop_routes_to(peer)

    def detach(self, connection: Connection) -> None:
        """Take a connection out; nothing reaches it any more."""
        peer = connection.peer
        with self._caused_by(connection):
            self._set_link(connection, None)
            self._seats[peer].remove(connection)
            self._drop_routes_to(peer)
            if not self._seats[peer]:
                self._vacate(peer)

    def _vacate(self, peer: str) -> None:
        del self._seats[peer]
        self._engine.detached(peer)
        self._engine.announce(PeerGone(peer))

    def link(self, connection: Connection, target: str) -> None:
        """Send the connection's messages to ``target`` from now on."""
        if connection.link != target:
            with self._caused_by(connection):
                self._set_link(connection, target)
            self._drop_routes_to(connection.peer)

    @contextmanager
    def _caused_by(self, connection: Connection) -> Iterator[None]:
        self.cause = connection
        try:
            yield
        finally:
            self.cause = None

    def _set_link(self, connection: Connection, target: str | None) -> None:
        before, connection.link, connection.route = connection.link, target, None
        if before is not None:
            self._unregister(connection, before)
        if target is not None:
            self._linked.setdefault(target, {})[connection] = None
        for notice in self._link_notices(connection, before, target):
            self._engine.announce(notice)

    def _unregister(self, connection: Connection, target: str) -> None:
        linked = self._linked[target]
        del linked[connection]
        if not linked:
            del self._linked[target]

    def _link_notices(
        self, connection: Connection, before: str | None, after: str | None
    ) -> Iterable[Notice]:
        """Tell of links between peers, not between connections: the first made, the last gone."""
        peer = connection.peer
        links = {seat.link for seat in self._seats[peer] if seat is not connection}
        is_gone = after is None and not links  # which says more than that it unlinked
        if before is not None and before not in links and not is_gone:
            yield PeerUnlinked(peer, before)
        if after is not None and after not in links:
            yield PeerLinked(peer, after)

    def _drop_routes_to(self, peer: str) -> None:
        for sender in self._linked.get(peer, ()):
            sender.route = None

    def _choose(self, sender: str, target: str) -> Choice | None:
        return choose(sender, (seat.link for seat in self._seats.get(target, ())))

    def _local_route(self, sender: str, target: str) -> SendBuffer | Headed | None:
        choice = self._choose(sender, target)
        if choice is None:
            return None
        buffer = self._seats[target][choice.place].buffer
        return buffer if choice.direct else Headed(buffer, sender)

    def _route(self, sender: str, target: str) -> Route:
        return self._local_route(sender, target) or Forward(self._engine, target)

    def relay(self, sender: Connection, kind: int, payload: bytes) -> None:
        """Send a message along the sender's link; without one, nowhere."""
        if sender.link is not None:
            if sender.route is None:
                sender.route = self._route(sender.peer, sender.link)
            sender.route.put(kind, guarded(sender.route, sender.peer, payload), sender)

    def send(self, sender: Connection, target: str, kind: int, payload: bytes) -> None:
        """Send one message to ``target``; the sender's link stays.

        Raises:
            Refusal: it is known at once that it cannot be delivered. What becomes known later is
                told as `Undelivered`.
        """
        route = self._local_route(sender.peer, target)
        if route is not None:
            route.put(kind, guarded(route, sender.peer, payload), sender)
            return
        envelope = Envelope(sender.peer, target, kind, payload)
        if refusal := forward(self._engine, envelope, sender):
            raise refusal

    def receive(self, envelope: Envelope) -> bool:
        """Deliver another node's message; False if the target has no connection here, or no room.

        The sender is out of reach, so it cannot be held: its engine must be told at once.
        """
        route = self._local_route(envelope.sender, envelope.target)
        if route is None or route.full:
            return False
        payload = guarded(route, envelope.sender, envelope.payload)
        route.put(envelope.kind, payload, REMOTE)
        return True
