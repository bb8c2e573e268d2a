"""Who is connected, and where messages go."""

from plong.engine.base import Envelope
from plong.hub.switchboard import Switchboard
from plong.protocol.errors import NotConnected
from plong.protocol.events import Undelivered
from plong.protocol.messages import BINARY, TEXT
from tests.support.fakes import ROOM
from tests.support.peers import id_of
from tests.support.room import Room, headed

ALICE, BOB = id_of("alice"), id_of("bob")


async def test_a_message_without_a_link_goes_nowhere(room: Room) -> None:
    alice = room.attach("alice")
    await room.relay(alice, b"hi")
    assert alice.heard == []
    assert room.engine.envelopes == []


async def test_a_message_is_headed_until_the_receiver_links_back(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    room.link(alice, "bob")
    await room.relay(alice, b"one")
    room.link(bob, "alice")
    await room.relay(alice, b"two")
    room.link(bob, "carol")
    await room.relay(alice, b"three")
    assert bob.received == [headed("alice", b"one"), b"two", headed("alice", b"three")]


async def test_kinds_are_kept(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    room.link(alice, "bob")
    for kind in (BINARY, TEXT):
        await room.relay(alice, b"", kind)
    room.link(bob, "alice")
    await room.relay(alice, b"", BINARY)
    header = headed("alice", b"")
    assert bob.wire.written == [(BINARY, header), (TEXT, header), (BINARY, b"")]


async def test_the_first_connection_takes_what_is_headed(room: Room) -> None:
    alice, first, second = room.attach("alice"), room.attach("bob"), room.attach("bob")
    room.link(alice, "bob")
    await room.relay(alice, b"one")
    room.detach(first)
    await room.relay(alice, b"two")
    assert first.received == [headed("alice", b"one")]
    assert second.received == [headed("alice", b"two")]


async def test_the_first_connection_that_is_linked_back_takes_what_is_direct(room: Room) -> None:
    alice = room.attach("alice")
    bobs = [room.attach("bob") for _ in range(4)]
    room.link(alice, "bob")
    room.link(bobs[2], "alice")
    await room.relay(alice, b"one")
    room.link(bobs[1], "alice")
    await room.relay(alice, b"two")
    room.detach(bobs[1])
    await room.relay(alice, b"three")
    assert [bob.received for bob in bobs] == [[], [b"two"], [b"one", b"three"], []]


async def test_only_a_link_back_to_the_sender_counts(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    room.link(alice, "bob")
    room.link(bob, "carol")
    await room.relay(alice, b"hi")
    assert bob.received == [headed("alice", b"hi")]


async def test_a_peer_without_a_connection_is_not_connected(room: Room) -> None:
    alice = room.attach("alice")
    room.link(alice, "bob")
    await room.relay(alice, b"hi", BINARY)
    assert room.engine.envelopes == [Envelope(ALICE, BOB, BINARY, b"hi")]
    (event,) = alice.heard
    assert isinstance(event, Undelivered)
    assert isinstance(event.refusal, NotConnected)
    assert alice.listener.cause is alice.connection


async def test_a_peer_that_comes_is_reached_at_once(room: Room) -> None:
    alice = room.attach("alice")
    room.link(alice, "bob")
    await room.relay(alice, b"one")
    bob = room.attach("bob")
    await room.relay(alice, b"two")
    room.detach(bob)
    await room.relay(alice, b"three")
    assert bob.received == [headed("alice", b"two")]
    assert [envelope.payload for envelope in room.engine.envelopes] == [b"one", b"three"]


async def test_a_peer_linked_to_itself_hears_its_echo(room: Room) -> None:
    alice = room.attach("alice")
    room.link(alice, "alice")
    await room.relay(alice, b"echo")
    assert alice.received == [b"echo"]


async def test_a_full_receiver_holds_its_sender_and_nobody_else(room: Room) -> None:
    alice, bob, carol = map(room.attach, ("alice", "bob", "carol"))
    bob.wire.is_slow = True
    for sender, target in ((alice, "bob"), (carol, "alice")):
        room.link(sender, target)
        for _ in range(ROOM):
            room.board.relay(sender.connection, TEXT, b"hi")
    assert not alice.wire.is_reading
    assert carol.wire.is_reading
    bob.wire.drain()
    assert alice.wire.is_reading


def test_a_board_begins_empty() -> None:
    board = Switchboard(Room(None).engine)
    assert dict(board.peers) == {}
    assert list(board.linked_to(ALICE)) == []
    assert list(board.linked_between(ALICE, BOB)) == []
    assert not board.is_direct(ALICE, BOB)
