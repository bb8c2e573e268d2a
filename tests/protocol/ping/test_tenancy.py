"""Whose an address of this server is."""

import pytest

from plong.protocol.ping.address import read_address
from plong.protocol.ping.models import NODE
from plong.protocol.ping.tenancy import (
    address_of,
    announced_by,
    is_below,
    sealed_address,
    sealed_of,
    tenant_of,
)

BOB = "B" * 43


@pytest.mark.parametrize(
    ("public_url", "owner", "address"),
    [
        ("http://localhost:1501", NODE, "http://localhost:1501"),
        ("http://localhost:1501", BOB, f"http://localhost:1501/at/{BOB}"),
        ("https://relay.example/plong/", NODE, "https://relay.example/plong"),
        ("https://relay.example/plong/", BOB, f"https://relay.example/plong/at/{BOB}"),
    ],
)
def test_everybody_has_an_address_and_is_found_by_it(
    public_url: str, owner: str, address: str
) -> None:
    assert address_of(public_url, owner) == address
    assert tenant_of(read_address(address), read_address(public_url)) == owner
    assert announced_by(address) == owner


def test_who_announced_is_known_after_a_change_of_the_public_url() -> None:
    assert announced_by(f"http://old.example/at/{BOB}") == BOB
    assert announced_by("http://old.example/at/short") == NODE


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("https://relay.example/plong", NODE),
        ("https://RELAY.example:443/plong/", NODE),
        (f"https://relay.example//plong//at/{BOB}/", BOB),
        (f"https://relay.example/at/{BOB}", None),
        (f"https://relay.example/plongat/{BOB}", None),
        (f"http://relay.example/plong/at/{BOB}", None),
        (f"https://relay.example:8443/plong/at/{BOB}", None),
        (f"https://other.example/plong/at/{BOB}", None),
        (f"https://relay.example/plong/at/{BOB}/x", None),
        (f"https://relay.example/plong/at/{BOB}B", None),
        (f"https://relay.example/plong/{BOB}", None),
        ("https://relay.example/plong/at", None),
        ("https://relay.example/plong/elsewhere", None),
    ],
)
def test_an_address_belongs_to_one_owner_or_to_nobody(address: str, owner: str | None) -> None:
    base = read_address("https://relay.example/plong")
    assert tenant_of(read_address(address), base) == owner


@pytest.mark.parametrize(
    ("address", "below"),
    [
        ("http://a/b", True),
        ("http://a/b/c", True),
        ("http://a/bc", False),
        ("http://a", False),
        ("https://a/b", False),
        ("http://a:81/b", False),
        ("http://x.a/b", False),
    ],
)
def test_below_means_at_the_border_of_a_segment(address: str, below: bool) -> None:
    assert is_below(read_address(address), read_address("http://a/b")) is below


@pytest.mark.parametrize(
    ("address", "sealed"),
    [
        ("https://relay.example/post/anon/x", "x"),
        ("https://RELAY.example:443//post//%61non//x/", "x"),
        ("https://relay.example/post/anon/x/outbox/p", "x/outbox/p"),
        ("https://relay.example/post/anon", ""),
        ("https://relay.example/post/anonymous", None),
        ("https://relay.example/post/Anon/x", None),
        ("https://relay.example/post/at/anon/x", None),
        ("https://relay.example/post", None),
        ("https://relay.example/anon/x", None),
        ("http://relay.example/post/anon/x", None),
    ],
)
def test_a_seal_stands_below_anon(address: str, sealed: str | None) -> None:
    assert sealed_of(read_address(address), read_address("https://relay.example/post")) == sealed


def test_a_sealed_address_is_found_by_its_seal() -> None:
    address = sealed_address("https://relay.example/post/", "AQx")
    assert address == "https://relay.example/post/anon/AQx"
    assert sealed_of(read_address(address), read_address("https://relay.example/post")) == "AQx"
