"""Who is named as the sender: of lies, of messages beside the link, of other nodes' messages."""

import pytest

from plong.engine.base import Envelope
from plong.protocol.errors import NotConnected
from plong.protocol.events import Undelivered
from plong.protocol.messages import BINARY, TEXT
from tests.support.fakes import end_of_turn, make_flow
from tests.support.peers import id_of
from tests.support.room import Room, headed

ALICE, BOB, CAROL = map(id_of, ("alice", "bob", "carol"))


async def test_a_direct_message_that_looks_headed_gets_the_true_header(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    room.link(alice, "bob")
    room.link(bob, "alice")
    lie = headed("carol", b"I am carol")
    for kind in (TEXT, BINARY):
        await room.relay(alice, lie, kind)
    assert bob.received == [headed("alice", lie)] * 2


async def test_a_headed_message_gets_one_header_whatever_it_looks_like(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    room.link(alice, "bob")
    lie = headed("carol", b"I am carol")
    await room.relay(alice, lie)
    assert bob.received == [headed("alice", lie)]


async def test_a_sent_message_that_looks_headed_gets_the_true_header(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    room.link(bob, "alice")
    lie = headed("carol", b"")
    room.board.send(alice.connection, BOB, TEXT, lie)
    await end_of_turn()
    assert bob.received == [headed("alice", lie)]


# Sending beside the link


async def test_sending_to_one_leaves_the_link_to_another(room: Room) -> None:
    alice, bob, carol = map(room.attach, ("alice", "bob", "carol"))
    room.link(alice, "bob")
    await room.relay(alice, b"one")
    room.board.send(alice.connection, CAROL, TEXT, b"two")
    await room.relay(alice, b"three")
    assert bob.received == [headed("alice", b"one"), headed("alice", b"three")]
    assert carol.received == [headed("alice", b"two")]
    assert alice.connection.link == BOB


async def test_sending_without_a_link_is_possible(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    room.link(bob, "alice")
    room.board.send(alice.connection, BOB, TEXT, b"hi")
    await end_of_turn()
    assert bob.received == [b"hi"]


async def test_sending_to_nobody_is_refused_at_once(room: Room) -> None:
    alice = room.attach("alice")
    with pytest.raises(NotConnected):
        room.board.send(alice.connection, CAROL, TEXT, b"anybody?")
    assert alice.heard == []


async def test_what_another_node_says_later_is_told(room: Room) -> None:
    alice = room.attach("alice")
    room.engine.answers_later = True
    room.board.send(alice.connection, CAROL, TEXT, b"anybody?")
    room.engine.answer()
    assert [type(event) for event in alice.heard] == [Undelivered]


# What other nodes bring


async def test_another_nodes_message_is_delivered_by_the_same_rules(room: Room) -> None:
    bob = room.attach("bob")
    lie = headed("carol", b"")
    assert room.board.receive(Envelope(ALICE, BOB, TEXT, b"one"))
    await end_of_turn()
    room.link(bob, "alice")
    assert room.board.receive(Envelope(ALICE, BOB, BINARY, b"two"))
    assert room.board.receive(Envelope(ALICE, BOB, TEXT, lie))
    await end_of_turn()
    assert bob.wire.written == [
        (TEXT, headed("alice", b"one")),
        (BINARY, b"two"),
        (TEXT, headed("alice", lie)),
    ]


async def test_another_nodes_message_for_nobody_is_not_delivered(room: Room) -> None:
    assert not room.board.receive(Envelope(ALICE, BOB, TEXT, b"hi"))


async def test_another_nodes_message_is_not_taken_by_a_full_connection() -> None:
    room = Room(make_flow(max_messages=2, max_bytes=1000))
    bob = room.attach("bob")
    bob.wire.is_slow = True
    envelope = Envelope(ALICE, BOB, TEXT, b"hi")
    assert [room.board.receive(envelope) for _ in range(3)] == [True, True, False]
    room.link(bob, "alice")
    assert not room.board.receive(envelope)
    bob.wire.drain()
    assert room.board.receive(envelope)
    room.detach(bob)
    bob.connection.buffer.discard()  # who sent it is out of reach
    assert bob.received == [headed("alice", b"hi")] * 2
