"""Connections come, link, talk and go."""

import asyncio

import pytest

from plong.protocol.closes import GOING_AWAY, REMOVED, RESTARTING, TOO_SLOW
from plong.protocol.errors import NoSuchPeer, NotConnected, ServerFull
from plong.protocol.events import Restarting, Undelivered
from plong.protocol.ids import encode_id
from plong.protocol.messages import TEXT
from plong.protocol.models import Counts
from plong.protocol.requests import Remove
from plong.protocol.returning import reconnect_in
from tests.support.fakes import end_of_turn
from tests.support.house import House, open_house

STRANGER = encode_id(bytes(64))


async def test_a_connection_is_attached_to_the_peer_that_the_secret_proves(house: House) -> None:
    me = await house.directory.greet("192.0.2.1")
    client = house.connect()
    assert list(house.hub.connections) == [client.connection]
    assert await house.hub.attach(client.connection, me.private_id) == me.peer
    assert client.connection.peer == me.peer.public_id


@pytest.mark.parametrize("secret", [STRANGER, "", "x"])
async def test_a_secret_nobody_has_attaches_nothing(house: House, secret: str) -> None:
    client = house.connect()
    with pytest.raises(NoSuchPeer):
        await house.hub.attach(client.connection, secret)
    house.hub.leave(client.connection)
    assert list(house.hub.connections) == []
    assert house.hub.take_in_use() == set()


async def test_a_peer_has_at_most_so_many_connections() -> None:
    house = await open_house(connections_per_peer=2)
    me, first = await house.come()
    await house.attach(me)
    with pytest.raises(ServerFull):
        await house.attach(me)
    house.hub.leave(first.connection)
    await house.attach(me)


async def test_an_address_has_at_most_so_many_connections() -> None:
    house = await open_house(connections_per_address=2)
    me = await house.directory.greet("192.0.2.1")
    clients = [house.connect(f"2001:db8::{number}") for number in range(1, 4)]
    for client in clients:  # each counts from the start, so the first is refused as well
        with pytest.raises(ServerFull):
            await house.hub.attach(client.connection, me.private_id)
    await house.attach(me, "2001:db9::1")
    house.hub.leave(clients[0].connection)
    await house.hub.attach(clients[1].connection, me.private_id)


async def test_who_leaves_while_the_store_is_asked_is_not_attached(house: House) -> None:
    me = await house.directory.greet("192.0.2.1")
    client = house.connect()
    house.store.answers.clear()
    attaching = asyncio.ensure_future(house.hub.attach(client.connection, me.private_id))
    await house.store.asked.wait()
    house.hub.leave(client.connection)
    house.store.answers.set()
    await attaching
    assert client.connection.peer == ""
    assert house.hub.take_in_use() == set()


async def test_who_leaves_may_leave_again(house: House) -> None:
    _, client = await house.come()
    house.hub.leave(client.connection)
    house.hub.leave(client.connection)
    assert not client.connection.is_open
    assert list(house.hub.connections) == []


async def test_who_leaves_is_not_pinged(house: House) -> None:
    _, client = await house.come()
    house.hub.leave(client.connection)
    for _ in range(40):
        await house.keepalive.turn()
    assert client.wire.pings == 0


async def test_who_is_attached_is_pinged(house: House) -> None:
    _, client = await house.come()
    for _ in range(20):
        await house.keepalive.turn()
    assert client.wire.pings == 1


async def test_peers_are_in_use_while_connected_and_once_more_after(house: House) -> None:
    (alice, client), (bob, _) = await house.come(), await house.come()
    both = {alice.peer.public_id, bob.peer.public_id}
    assert house.hub.take_in_use() == both
    house.hub.leave(client.connection)
    assert house.hub.take_in_use() == both
    assert house.hub.take_in_use() == {bob.peer.public_id}


async def test_what_waits_for_who_leaves_is_lost_and_its_senders_hear(house: House) -> None:
    (_, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    house.hub.messaging.relay(alice.connection, TEXT, b"one")
    house.hub.messaging.relay(alice.connection, TEXT, b"two")
    house.hub.leave(bob.connection)
    losses = [event for event in alice.heard if isinstance(event, Undelivered)]
    assert [type(loss.refusal) for loss in losses] == [NotConnected, NotConnected]
    await house.relay(alice, b"three")
    assert len(alice.heard) == 1 + 3


async def test_a_reader_that_stops_is_dismissed_and_its_senders_go_on() -> None:
    house = await open_house(slow_timeout=0.02, buffer_size=2)
    (_, alice), (bob_is, bob) = await house.come(), await house.come()
    await house.link(alice, bob_is)
    bob.wire.is_slow = True
    dismissed = asyncio.Event()
    leave, bob.listener.leave = bob.listener.leave, dismissed.set
    for _ in range(2):
        house.hub.messaging.relay(alice.connection, TEXT, b"hi")
    assert not alice.wire.is_reading
    async with asyncio.timeout(5):
        await dismissed.wait()
    leave()
    assert bob.listener.dismissals == [TOO_SLOW]
    assert alice.wire.is_reading
    assert sum(isinstance(event, Undelivered) for event in alice.heard) == 2


async def test_a_removed_peers_connections_are_dismissed(house: House) -> None:
    me, first = await house.come()
    second = await house.attach(me)
    _, other = await house.come()
    await house.hub.remove(Remove(me.private_id))
    assert [client.listener.dismissals for client in (first, second, other)] == [
        [REMOVED],
        [REMOVED],
        [],
    ]
    assert list(house.hub.connections) == [other.connection]
    assert await house.directory.counts() == Counts(1, 0)
    with pytest.raises(NoSuchPeer):
        await house.hub.remove(Remove(me.private_id))


async def test_before_a_stop_everybody_is_told_when_to_come_back(house: House) -> None:
    (_, alice), nobody = await house.come(), house.connect()
    spreads = [reconnect_in(2), reconnect_in(2)]

    def spread(least: float, most: float) -> float:
        assert spreads.pop() == (least, most)
        return 0.4567

    house.hub.restart(spread)
    for client in (alice, nobody):
        assert client.heard == [Restarting(0.46)]
        assert client.listener.dismissals == [RESTARTING]
    assert list(house.hub.connections) == []
    assert spreads == []


async def test_before_a_stop_who_reads_slowly_gets_what_waits(house: House) -> None:
    _, alice = await house.come()
    alice.wire.is_slow = True
    alice.connection.buffer.say(TEXT, b"first", alice.connection)
    await end_of_turn()
    alice.connection.buffer.say(TEXT, b"second", alice.connection)
    house.hub.restart(min)
    house.hub.restart(min)
    assert (alice.listener.dismissals, alice.wire.has_deadline) == ([], True)
    assert len(alice.heard) == 1
    assert not alice.wire.is_reading
    alice.wire.drain()
    assert alice.listener.dismissals == []
    alice.wire.drain()
    assert alice.received == [b"first", b"second"]
    assert alice.listener.dismissals == [RESTARTING]


async def test_a_connection_that_is_nobodys_may_stay_if_its_address_has_room() -> None:
    house = await open_house(connections_per_address=1)
    first, second = house.connect(), house.connect()
    with pytest.raises(ServerFull):
        house.hub.seat(second.connection)
    house.hub.leave(second.connection)
    house.hub.seat(first.connection)
    for _ in range(40):
        await house.keepalive.turn()
    assert first.listener.dismissals == [GOING_AWAY]
    assert list(house.hub.connections) == []
    assert house.hub.take_in_use() == set()
