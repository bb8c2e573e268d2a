"""Links, and the messages that go along and beside them."""

import asyncio

import pytest

from plong.engine.base import Envelope
from plong.protocol.errors import NoSuchPeer, SwitchedOff
from plong.protocol.events import Undelivered
from plong.protocol.messages import TEXT
from tests.support.fakes import end_of_turn
from tests.support.house import House, open_house
from tests.support.peers import id_of


async def test_a_message_goes_along_the_link(house: House) -> None:
    (_, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    await house.relay(alice, b"hi")
    assert bob.received == [b":" + alice.connection.peer.encode() + b":hi"]


async def test_direct_is_asked_of_the_link(house: House) -> None:
    (alice_is, alice), (bob_is, bob) = await house.come(), await house.come()
    assert not house.hub.messaging.is_direct(alice.connection)
    await house.link(alice, bob_is)
    assert not house.hub.messaging.is_direct(alice.connection)
    await house.link(bob, alice_is)
    assert house.hub.messaging.is_direct(alice.connection)


async def test_a_link_to_nobody_leaves_the_link_as_it_was(house: House) -> None:
    (_, alice), (bob_is, _) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    with pytest.raises(NoSuchPeer):
        await house.hub.messaging.link(alice.connection, id_of("nobody"))
    assert alice.connection.link == bob_is.peer.public_id


async def test_a_link_to_a_peer_without_connection_is_allowed(house: House) -> None:
    _, alice = await house.come()
    bob_is = await house.directory.greet("192.0.2.1")
    await house.link(alice, bob_is)
    await house.relay(alice, b"hi")
    assert [type(event) for event in alice.heard] == [Undelivered]


async def test_who_is_connected_exists_whatever_the_store_says(house: House) -> None:
    (_, alice), (bob_is, _) = await house.come(), await house.come()
    house.store.answers.clear()  # from now on it says nothing
    async with asyncio.timeout(5):
        await house.link(alice, bob_is)
        await house.hub.messaging.tell(alice.connection, bob_is.peer.public_id, b"hi")


async def test_who_leaves_while_the_store_is_asked_links_and_tells_nobody(house: House) -> None:
    (_, alice), bob_is = await house.come(), await house.directory.greet("192.0.2.1")
    for question in (
        house.hub.messaging.link(alice.connection, bob_is.peer.public_id),
        house.hub.messaging.tell(alice.connection, bob_is.peer.public_id, b"hi"),
    ):
        house.store.asked.clear()
        house.store.answers.clear()
        asking = asyncio.ensure_future(question)
        await house.store.asked.wait()
        house.hub.leave(alice.connection)
        house.store.answers.set()
        await asking
        assert alice.connection.link is None
        assert alice.heard == []


async def test_one_may_be_told_beside_the_link(house: House) -> None:
    (_, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.hub.messaging.tell(alice.connection, bob_is.peer.public_id, b"psst")
    await end_of_turn()
    assert bob.received == [b":" + alice.connection.peer.encode() + b":psst"]
    assert alice.connection.link is None
    with pytest.raises(NoSuchPeer):
        await house.hub.messaging.tell(alice.connection, id_of("nobody"), b"psst")


async def test_without_passthru_nothing_is_relayed() -> None:
    house = await open_house(mode="hw")
    (_, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    await house.relay(alice, b"hi")
    with pytest.raises(SwitchedOff, match='Passthru is switched off on this server \\("x" is'):
        await house.hub.messaging.tell(alice.connection, bob_is.peer.public_id, b"hi")
    assert bob.received == []


async def test_another_nodes_message_is_delivered(house: House) -> None:
    bob_is, bob = await house.come()
    envelope = Envelope(id_of("alice"), bob_is.peer.public_id, TEXT, b"hi")
    assert house.hub.receive(envelope)
    await end_of_turn()
    assert bob.received == [f":{id_of('alice')}:hi".encode()]
    house.hub.leave(bob.connection)
    assert not house.hub.receive(envelope)
