"""What the switchboard tells the engine: links between peers, not between connections."""

from plong.engine.base import PeerGone, PeerLinked, PeerUnlinked
from tests.support.peers import id_of
from tests.support.room import Room

ALICE, BOB, CAROL = map(id_of, ("alice", "bob", "carol"))


async def test_the_first_link_is_announced_and_the_second_is_not(room: Room) -> None:
    first, second = room.attach("alice"), room.attach("alice")
    room.link(first, "bob")
    assert room.engine.take_notices() == [PeerLinked(ALICE, BOB)]
    room.link(second, "bob")
    assert room.engine.take_notices() == []


async def test_the_last_unlink_is_announced_and_the_one_before_is_not(room: Room) -> None:
    first, second = room.attach("alice"), room.attach("alice")
    for connection in (first, second):
        room.link(connection, "bob")
    room.engine.take_notices()
    room.link(first, "carol")
    assert room.engine.take_notices() == [PeerLinked(ALICE, CAROL)]
    room.link(second, "carol")
    assert room.engine.take_notices() == [PeerUnlinked(ALICE, BOB)]


async def test_a_change_of_link_is_an_unlink_and_a_link(room: Room) -> None:
    alice = room.attach("alice")
    room.link(alice, "bob")
    room.engine.take_notices()
    room.link(alice, "carol")
    assert room.engine.take_notices() == [PeerUnlinked(ALICE, BOB), PeerLinked(ALICE, CAROL)]


async def test_the_same_link_again_is_nothing_new(room: Room) -> None:
    alice = room.attach("alice")
    room.link(alice, "bob")
    room.engine.take_notices()
    room.link(alice, "bob")
    assert room.engine.take_notices() == []


async def test_a_closed_connection_unlinks_if_others_stay(room: Room) -> None:
    first, _ = room.attach("alice"), room.attach("alice")
    room.link(first, "bob")
    room.engine.take_notices()
    room.detach(first)
    assert room.engine.take_notices() == [PeerUnlinked(ALICE, BOB)]


async def test_who_is_gone_need_not_unlink(room: Room) -> None:
    alice = room.attach("alice")
    room.link(alice, "bob")
    room.engine.take_notices()
    room.detach(alice)
    assert room.engine.take_notices() == [PeerGone(ALICE)]


async def test_a_connection_without_a_link_leaves_without_a_word_if_others_stay(
    room: Room,
) -> None:
    first, second = room.attach("alice"), room.attach("alice")
    room.link(second, "bob")
    room.engine.take_notices()
    room.detach(first)
    assert room.engine.take_notices() == []


async def test_the_engine_hears_of_first_and_last_connections(room: Room) -> None:
    first, second = room.attach("alice"), room.attach("alice")
    assert room.engine.attached_peers == [ALICE]
    room.detach(first)
    assert room.engine.attached_peers == [ALICE]
    room.detach(second)
    assert room.engine.attached_peers == []


async def test_everybody_linked_to_a_peer_is_found(room: Room) -> None:
    alice, other, bob = room.attach("alice"), room.attach("alice"), room.attach("bob")
    for connection in (alice, bob):
        room.link(connection, "carol")
    assert list(room.board.linked_to(CAROL)) == [alice.connection, bob.connection]
    assert list(room.board.linked_between(ALICE, CAROL)) == [alice.connection]
    room.link(other, "carol")
    room.detach(alice)
    assert list(room.board.linked_between(ALICE, CAROL)) == [other.connection]
    assert list(room.board.linked_to(CAROL)) == [bob.connection, other.connection]


async def test_direct_means_linked_back(room: Room) -> None:
    bob = room.attach("bob")
    assert not room.board.is_direct(ALICE, BOB)
    room.link(bob, "alice")
    assert room.board.is_direct(ALICE, BOB)
    assert not room.board.is_direct(CAROL, BOB)
    room.detach(bob)
    assert not room.board.is_direct(ALICE, BOB)


async def test_who_is_gone_leaves_nothing_behind(room: Room) -> None:
    alice, bob = room.attach("alice"), room.attach("bob")
    for client in (alice, bob):
        room.link(client, "carol")
        room.link(client, "alice")
    for client in (alice, bob):
        room.detach(client)
    assert not room.board._linked
    assert not room.board._seats
