"""Whom a request comes from: proxies that are trusted are looked behind, all others are not."""

from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.forwarded import read_proxies

PROXY, INNER, CLIENT, OTHER = "127.0.0.1", "10.0.0.7", "192.0.2.1", "203.0.113.9"
OURS = read_proxies((PROXY, "10.0.0.0/8", "2001:db8:1::/48"))


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ([CLIENT], CLIENT),
        ([f"{OTHER}, {CLIENT}"], CLIENT),
        ([f"{OTHER},\t{CLIENT} "], CLIENT),
        ([f"{CLIENT}, {INNER}"], CLIENT),
        ([f"{OTHER}, {CLIENT}, {INNER}, 10.9.9.9"], CLIENT),
        ([OTHER, CLIENT], CLIENT),
        ([OTHER, f"{CLIENT}, {INNER}", INNER], CLIENT),
        ([f"{PROXY}, {CLIENT}"], CLIENT),
        (["2001:db8::1, 2001:db8:1::7"], "2001:db8::1"),
        (["2001:DB8:0::1"], "2001:db8::1"),
        (["::ffff:192.0.2.1"], CLIENT),
        ([f"{CLIENT}, ::ffff:10.0.0.7"], CLIENT),
        ([f"{CLIENT}:54321"], CLIENT),
        ([f"{CLIENT}:54321, {INNER}:80"], CLIENT),
        (["[2001:db8::1]:443"], "2001:db8::1"),
        (["[2001:db8::1]"], "2001:db8::1"),
    ],
)
def test_the_right_most_address_that_is_not_trusted_wins(
    forwarded: Sequence[str], client: str
) -> None:
    assert OURS.client_of(PROXY, forwarded) == client


@pytest.mark.parametrize("caller", [CLIENT, "127.0.0.2", "::1", "", "testclient"])
def test_who_is_not_trusted_speaks_for_nobody(caller: str) -> None:
    assert OURS.client_of(caller, [OTHER]) == caller
    assert read_proxies(()).client_of(caller, [OTHER]) == caller


def test_where_all_are_trusted_it_is_the_one_farthest_away() -> None:
    assert OURS.client_of(PROXY, [f"10.0.0.1, {INNER}"]) == "10.0.0.1"
    assert OURS.client_of(PROXY, []) == PROXY


NO_ADDRESSES = [
    *("", " ", "unknown", "_hidden", "localhost", "evil.example", "192.0.2", "192.0.2.256"),
    *("192.0.2.01", "0x7f000001", "2130706433", "192.0.2.1:", "192.0.2.1:x"),
    *("2001:db8::1]:80", "[2001:db8::1", "[]", "2001:db8::1%eth0", "[fe80::1%\x1b[31m]:80"),
    *('"192.0.2.1"', "for=192.0.2.1", "192.0.2.1/32", "192.0.2.1\n", "\u0661.0.0.1", "127.0.0.1\0"),
]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_behind_what_is_no_address_nothing_is_believed(text: str) -> None:
    assert OURS.client_of(PROXY, [f"{OTHER}, {text}"]) == PROXY
    assert OURS.client_of(PROXY, [f"{OTHER}, {text}, {INNER}"]) == INNER
    assert OURS.client_of(PROXY, [f"{text}, {CLIENT}"]) == CLIENT


def test_a_very_long_way_is_followed_for_32_proxies() -> None:
    def way(proxies: int) -> list[str]:
        return [", ".join([CLIENT, *[INNER] * proxies])]

    assert OURS.client_of(PROXY, way(31)) == CLIENT
    assert OURS.client_of(PROXY, way(32)) == INNER
    assert OURS.client_of(PROXY, way(100_000)) == INNER


@given(st.lists(st.text()), st.ip_addresses())
def test_whatever_a_client_writes_its_address_is_the_one_that_the_proxy_saw(
    written: list[str], seen: IPv4Address
) -> None:
    proxies = read_proxies(("198.51.100.1",))
    if proxies.trust(str(seen)):
        return
    mapped = getattr(seen, "ipv4_mapped", None) or seen
    appended = [*written[:-1], f"{written[-1]}, {seen}"] if written else [str(seen)]
    for forwarded in (appended, [*written, str(seen)], [str(seen)]):
        assert proxies.client_of("198.51.100.1", forwarded) == str(mapped)


@given(st.lists(st.text()))
def test_a_client_is_always_an_address(written: list[str]) -> None:
    assert ip_address(OURS.client_of(PROXY, written))


def test_networks_of_mapped_addresses_are_those_of_ipv4() -> None:
    proxies = read_proxies(("::ffff:10.0.0.0/104",))
    assert proxies.trust(INNER)
    assert proxies.trust("::ffff:10.0.0.7")
    assert not proxies.trust("11.0.0.1")
    assert not proxies.trust("::1")
