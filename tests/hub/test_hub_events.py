"""``linked``, ``unlinked`` and ``gone``: who hears what of whom."""

from plong.protocol.events import Gone, Linked, Unlinked
from plong.protocol.messages import TEXT
from plong.protocol.requests import Remove
from tests.support.fakes import Client
from tests.support.house import House, open_house


def hush(*clients: Client) -> None:
    for client in clients:
        client.heard.clear()


async def test_who_is_linked_to_hears_that_the_other_links_back(house: House) -> None:
    (alice_is, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    assert (alice.heard, bob.heard) == ([], [])
    await house.link(bob, alice_is)
    assert alice.heard == [Linked(bob_is.peer.public_id)]
    assert bob.heard == []


async def test_only_connections_that_are_linked_hear(house: House) -> None:
    (alice_is, alice), (bob_is, bob) = await house.come(), await house.come()
    other = await house.attach(alice_is)
    _, carol = await house.come()
    for client in (alice, carol):
        await house.link(client, bob_is)
    await house.link(bob, alice_is)
    assert alice.heard == [Linked(bob_is.peer.public_id)]
    assert (other.heard, carol.heard) == ([], [])


async def test_who_is_linked_to_hears_that_the_other_unlinks(house: House) -> None:
    (alice_is, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    await house.link(bob, alice_is)
    hush(alice)
    await house.link(bob, bob_is)
    assert alice.heard == [Unlinked(bob_is.peer.public_id)]


async def test_a_second_connection_that_links_or_unlinks_is_not_news(house: House) -> None:
    (alice_is, alice), (bob_is, first) = await house.come(), await house.come()
    second = await house.attach(bob_is)
    await house.link(alice, bob_is)
    await house.link(first, alice_is)
    await house.link(second, alice_is)
    await house.link(first, bob_is)
    assert alice.heard == [Linked(bob_is.peer.public_id)]
    house.hub.leave(second.connection)
    assert alice.heard == [Linked(bob_is.peer.public_id), Unlinked(bob_is.peer.public_id)]


async def test_everybody_linked_to_a_peer_hears_that_it_is_gone(house: House) -> None:
    (_, alice), (bob_is, bob) = await house.come(), await house.come()
    _, carol = await house.come()
    _, stranger = await house.come()
    for client in (alice, carol):
        await house.link(client, bob_is)
    house.hub.leave(bob.connection)
    assert alice.heard == carol.heard == [Gone(bob_is.peer.public_id)]
    assert stranger.heard == []


async def test_a_peer_is_not_gone_while_a_connection_is_left(house: House) -> None:
    (_, alice), (bob_is, first) = await house.come(), await house.come()
    second = await house.attach(bob_is)
    await house.link(alice, bob_is)
    house.hub.leave(first.connection)
    assert alice.heard == []
    house.hub.leave(second.connection)
    assert alice.heard == [Gone(bob_is.peer.public_id)]


async def test_a_removed_peer_is_gone(house: House) -> None:
    (_, alice), (bob_is, _) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    await house.hub.remove(Remove(bob_is.private_id))
    assert alice.heard == [Gone(bob_is.peer.public_id)]


async def test_a_peer_linked_to_itself_hears_so(house: House) -> None:
    me, alice = await house.come()
    await house.link(alice, me)
    assert alice.heard == [Linked(me.peer.public_id)]


async def test_who_floods_others_with_news_is_held() -> None:
    house = await open_house(buffer_size=1)
    (alice_is, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    await house.link(bob, alice_is)
    assert alice.listener.cause is bob.connection
    house.hub.leave(bob.connection)
    assert alice.listener.cause is alice.connection  # nobody else is left


async def test_the_other_connections_of_who_makes_news_are_not_held(house: House) -> None:
    (alice_is, alice), (bob_is, _) = await house.come(), await house.come()
    await house.attach(bob_is)
    second = await house.attach(bob_is)
    await house.link(alice, bob_is)
    await house.link(second, alice_is)
    assert alice.listener.cause is second.connection


async def test_links_of_a_peer_that_comes_again_stand(house: House) -> None:
    (alice_is, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    house.hub.leave(bob.connection)
    bob = await house.attach(bob_is)
    await house.link(bob, alice_is)
    assert alice.heard == [Gone(bob_is.peer.public_id), Linked(bob_is.peer.public_id)]
    house.hub.messaging.relay(alice.connection, TEXT, b"welcome back")
    bob.connection.buffer.flush()
    assert bob.received == [b"welcome back"]
