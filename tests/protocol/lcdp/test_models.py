"""The words: how an address is written, and that no name stands for two of them."""

from typing import get_args

from plong.protocol.lcdp.models import Endpoint, Message


def test_an_endpoint_is_written_as_it_is_read() -> None:
    assert str(Endpoint("192.0.2.1", 1)) == "192.0.2.1:1"
    assert str(Endpoint("2001:db8::1", 65535)) == "[2001:db8::1]:65535"


def test_an_endpoint_knows_its_family() -> None:
    assert Endpoint("192.0.2.1", 1).is_ipv4
    assert not Endpoint("::1", 1).is_ipv4


def test_every_message_has_a_name_of_its_own() -> None:
    kinds = get_args(Message)
    assert len({kind.name for kind in kinds}) == len(kinds) == 22
