"""Routes in any order of events: a cached route is what would be decided afresh, and is kept."""

import asyncio
import contextlib
from collections.abc import Iterable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from plong.engine.base import Notice, PeerGone, PeerLinked, PeerUnlinked
from plong.hub.connection import Connection, Route
from plong.hub.routes import Forward, Headed
from plong.protocol.errors import NotConnected
from plong.protocol.messages import TEXT
from tests.support.fakes import Client, end_of_turn, make_flow
from tests.support.peers import id_of
from tests.support.room import Room, headed

NAMES = ["alice", "bob", "carol"]
PEERS = [id_of(name) for name in NAMES]
MOST = 7
"""Connections at once."""

names = st.sampled_from(NAMES)
LIES = [headed("alice", b"hi"), headed("bob", b"")]
"""Messages that look as if they had a header."""

payloads = st.sampled_from([b"hi", b"", b":not one:", *LIES])
Basis = tuple[str | None, tuple[tuple[int, str | None], ...]]
"""What a decision is made from: the sender's link, the receiver's connections and their links."""


class Board(RuleBasedStateMachine):
    """Peers come, link, talk and go. What should happen is said by the rules of the protocol."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clients: list[Client] = []
        self.links: set[tuple[str, str]] = set()
        self.cached: dict[Connection, tuple[Basis, Route]] = {}

    @initialize()
    def open(self) -> None:
        async def make() -> Room:
            return Room(make_flow(max_bytes=10_000))

        self.room = self.runner.run(make())

    def teardown(self) -> None:
        self.runner.close()

    # The rules of the protocol, in a test's own words

    def seats(self, peer: str) -> list[Client]:
        return [client for client in self.clients if client.connection.peer == peer]

    def receiver(self, client: Client) -> tuple[Client, bool] | None:
        """Return who takes the client's messages, and whether directly."""
        seats = self.seats(client.connection.link or "")
        for seat in seats:
            if seat.connection.link == client.connection.peer:
                return seat, True
        return (seats[0], False) if seats else None

    def basis(self, connection: Connection) -> Basis:
        seats = self.seats(connection.link or "")
        return connection.link, tuple((id(seat), seat.connection.link) for seat in seats)

    def expected_notices(self, gone: Iterable[str] = ()) -> set[Notice]:
        """Return what the last event must have announced; remember the links as they are now."""
        before, self.links = self.links, self.linked_peers()
        notices: set[Notice] = {PeerGone(peer) for peer in gone}
        notices |= {PeerLinked(*link) for link in self.links - before}
        return notices | {
            PeerUnlinked(*link) for link in before - self.links if link[0] not in gone
        }

    def linked_peers(self) -> set[tuple[str, str]]:
        connections = [client.connection for client in self.clients]
        return {(one.peer, one.link) for one in connections if one.link is not None}

    def assert_announced(self, expected: set[Notice]) -> None:
        notices = self.room.engine.take_notices()
        assert set(notices) == expected
        assert len(notices) == len(expected)

    def pick(self, index: int) -> Client:
        return self.clients[index % len(self.clients)]

    # Events

    @precondition(lambda self: len(self.clients) < MOST)
    @rule(name=names)
    def attach(self, name: str) -> None:
        self.clients.append(self.room.attach(name))
        self.assert_announced(self.expected_notices())

    @precondition(lambda self: self.clients)
    @rule(index=st.integers(0, MOST))
    def detach(self, index: int) -> None:
        client = self.clients.pop(index % len(self.clients))
        self.room.detach(client)
        assert client.connection.link is None
        assert client.connection.route is None
        peer = client.connection.peer
        self.assert_announced(self.expected_notices([] if self.seats(peer) else [peer]))

    @precondition(lambda self: self.clients)
    @rule(index=st.integers(0, MOST), name=names)
    def link(self, index: int, name: str) -> None:
        self.room.link(self.pick(index), name)
        self.assert_announced(self.expected_notices())

    @precondition(lambda self: self.clients)
    @rule(index=st.integers(0, MOST), payload=payloads)
    def relay(self, index: int, payload: bytes) -> None:
        sender = self.pick(index)
        found = self.receiver(sender)
        before = [len(client.received) for client in self.clients]
        forwarded = len(self.room.engine.envelopes)
        self.runner.run(self.room.relay(sender, payload))
        received = [len(client.received) for client in self.clients]
        if found is not None:
            receiver, is_direct = found
            before[self.clients.index(receiver)] += 1
            is_bare = is_direct and payload not in LIES
            expected = payload if is_bare else self.with_header(sender, payload)
            assert receiver.received[-1] == expected
        elif sender.connection.link is not None:
            forwarded += 1
        assert received == before
        assert (sender.connection.route is None) == (sender.connection.link is None)
        assert len(self.room.engine.envelopes) == forwarded

    def with_header(self, sender: Client, payload: bytes) -> bytes:
        return b":" + sender.connection.peer.encode() + b":" + payload

    @precondition(lambda self: self.clients)
    @rule(index=st.integers(0, MOST), name=names)
    def send_beside_the_link(self, index: int, name: str) -> None:
        sender = self.pick(index)
        route = sender.connection.route
        with contextlib.suppress(NotConnected):
            self.room.board.send(sender.connection, id_of(name), TEXT, b"psst")
        self.runner.run(end_of_turn())
        assert sender.connection.route is route

    # What always holds

    @invariant()
    def cached_routes_are_what_would_be_decided_now(self) -> None:
        for client in self.clients:
            route, found = client.connection.route, self.receiver(client)
            if route is None:
                continue
            if found is None:
                assert isinstance(route, Forward)
            elif found[1]:
                assert route is found[0].connection.buffer
            else:
                assert isinstance(route, Headed)
                assert route._buffer is found[0].connection.buffer
                assert route._header == self.with_header(client, b"")

    @invariant()
    def routes_are_kept_while_nothing_they_depend_on_changes(self) -> None:
        connections = [client.connection for client in self.clients]
        for one in connections:
            basis, route = self.cached.get(one, (None, None))
            if basis == self.basis(one):
                assert one.route is route
        self.cached = {one: (self.basis(one), one.route) for one in connections if one.route}

    @invariant()
    def the_board_agrees_on_who_is_there(self) -> None:
        if not hasattr(self, "room"):
            return
        board = self.room.board
        for peer in PEERS:
            seats = [client.connection for client in self.seats(peer)]
            assert list(board.peers.get(peer, ())) == seats
            assert (peer in self.room.engine.attached_peers) == bool(seats)
            linked = {c.connection for c in self.clients if c.connection.link == peer}
            assert set(board.linked_to(peer)) == linked
            for remote in PEERS:
                expected = [seat for seat in seats if seat.link == remote]
                assert list(board.linked_between(peer, remote)) == expected
                assert board.is_direct(remote, peer) == bool(expected)


TestBoard = Board.TestCase
TestBoard.settings = settings(max_examples=120, stateful_step_count=40)
