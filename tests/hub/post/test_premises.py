"""Whose addresses are ours."""

import pytest

from plong.hub.post.premises import Premises
from plong.protocol.errors import BadRequest
from tests.support.peers import id_of

ALICE = id_of("alice")
PREMISES = Premises("https://relay.example/post/")


@pytest.mark.parametrize("name", ["", ALICE])
def test_an_address_leads_to_whom_it_was_made_for(name: str) -> None:
    address = PREMISES.address_of(name)
    assert PREMISES.has(address)
    assert PREMISES.tenant_of(address) == name


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("https://relay.example/post/elsewhere", True),
        ("https://RELAY.example:443//post", True),
        ("https://relay.example/poster", False),
        ("https://relay.example", False),
        ("http://relay.example/post", False),
    ],
)
def test_ours_is_what_stands_below_the_public_url(url: str, is_ours: bool) -> None:
    assert PREMISES.has(url) == is_ours


def test_what_is_sealed_is_found_in_its_address() -> None:
    address = PREMISES.sealed_address("AQx")
    assert PREMISES.sealed_of(address) == "AQx"
    assert PREMISES.tenant_of(address) is None
    assert PREMISES.sealed_of(PREMISES.address_of(ALICE)) is None


def test_a_public_url_that_is_no_address_is_refused() -> None:
    with pytest.raises(BadRequest, match="public_url must be"):
        Premises("https://relay.example/?query")
