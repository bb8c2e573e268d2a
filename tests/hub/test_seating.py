"""Seats: how many an address has, and who has left one."""

import pytest

from plong.hub.seating import Seating
from plong.protocol.errors import ServerFull
from tests.support.house import House


async def test_an_address_has_as_many_as_it_may(house: House) -> None:
    seating = Seating(per_address=1)
    first, second = house.connect().connection, house.connect().connection
    elsewhere = house.connect("192.0.2.2").connection
    seating.take(first)
    seating.check(first)
    seating.take(second)
    seating.take(elsewhere)
    with pytest.raises(ServerFull):
        seating.check(second)
    seating.check(elsewhere)
    seating.leave(first)
    seating.check(second)
    assert list(seating.connections) == [second, elsewhere]


async def test_who_has_left_is_told_once(house: House) -> None:
    seating = Seating(per_address=9)
    (bob_is, bob), nobody = await house.come(), house.connect()
    for connection in (bob.connection, nobody.connection):
        seating.take(connection)
        seating.leave(connection)
    assert seating.take_left() == {bob_is.peer.public_id}
    assert seating.take_left() == set()
