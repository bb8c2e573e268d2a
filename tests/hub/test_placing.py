"""Numbers that stand for addresses."""

import pytest

from plong.hub.placing import KEY_BYTES, Placing

KEY = bytes(range(KEY_BYTES))


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "", "testclient"])
def test_an_address_has_the_same_number_for_ever(address: str) -> None:
    place = Placing(KEY).place_of(address)
    assert Placing(KEY).place_of(address) == place
    assert -(2**63) <= place < 2**63


def test_what_counts_as_one_address_is_one_place() -> None:
    placing = Placing(KEY)
    assert placing.place_of("2001:db8::1") == placing.place_of("2001:db8::2")
    assert placing.place_of("::ffff:192.0.2.1") == placing.place_of("192.0.2.1")
    assert placing.place_of("192.0.2.1") != placing.place_of("192.0.2.2")


def test_without_the_key_nobody_can_tell_the_number() -> None:
    other = bytes(KEY_BYTES)
    assert Placing(KEY).place_of("192.0.2.1") != Placing(other).place_of("192.0.2.1")
