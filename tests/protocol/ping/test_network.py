"""Where the server may go: every range by its first and last address and their neighbours."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.ping.network import (
    RANGES,
    Address,
    Network,
    host_refusal,
    read_network,
    refusal,
)

FORBIDDEN = [
    ("0.0.0.0/32", "unspecified", None, "this network"),
    ("0.0.0.0/8", "unspecified", None, None),
    ("10.0.0.0/8", "private", None, None),
    ("100.64.0.0/10", "carrier-grade NAT", None, None),
    ("127.0.0.0/8", "loopback", None, None),
    ("168.63.129.16/32", "a cloud's metadata", None, None),
    ("169.254.0.0/16", "link-local", None, None),
    ("169.254.169.254/32", "a cloud's metadata", "link-local", "link-local"),
    ("172.16.0.0/12", "private", None, None),
    ("192.0.0.0/24", "reserved", None, None),
    ("192.0.2.0/24", "documentation", None, None),
    ("192.88.99.0/24", "6to4", None, None),
    ("192.168.0.0/16", "private", None, None),
    ("198.18.0.0/15", "benchmarking", None, None),
    ("198.51.100.0/24", "documentation", None, None),
    ("203.0.113.0/24", "documentation", None, None),
    ("224.0.0.0/4", "multicast", None, "reserved"),
    ("255.255.255.255/32", "broadcast", "reserved", None),
    ("::/128", "unspecified", None, "loopback"),
    ("::1/128", "loopback", "unspecified", "IPv4-compatible"),
    ("::ffff:0:0/96", "IPv4-mapped", "reserved", "reserved"),
    ("::ffff:0:0:0/96", "IPv4-translated", "reserved", "reserved"),
    ("64:ff9b::/96", "NAT64", "reserved", "reserved"),
    ("64:ff9b:1::/48", "NAT64", "reserved", "reserved"),
    ("100::/64", "reserved", "reserved", "reserved"),
    ("2001::/32", "Teredo", None, "reserved"),
    ("2001:2::/48", "benchmarking", "reserved", "reserved"),
    ("2001:10::/28", "reserved", "reserved", "reserved"),
    ("2001:db8::/32", "documentation", None, None),
    ("2002::/16", "6to4", None, None),
    ("3fff::/20", "documentation", None, None),
    ("5f00::/16", "reserved", "reserved", "reserved"),
    ("fc00::/7", "unique-local", "reserved", "reserved"),
    ("fd00:ec2::254/128", "a cloud's metadata", "unique-local", "unique-local"),
    ("fe80::/10", "link-local", "reserved", "site-local"),
    ("fec0::/10", "site-local", "link-local", "multicast"),
    ("ff00::/8", "multicast", "site-local", None),
]
"""Network, why it is refused, and what is said of the address before it and of the one after."""


def neighbours(text: str) -> tuple[Address | None, Address | None]:
    """Return the addresses before and after a network, of those that there are."""
    network = ip_network(text)
    first, last = network.network_address, network.broadcast_address
    before = first - 1 if int(first) else None
    after = last + 1 if int(last) + 1 < 2**first.max_prefixlen else None
    return before, after


@pytest.mark.parametrize(("text", "reason", "before", "after"), FORBIDDEN)
def test_a_range_is_refused_from_its_first_address_to_its_last(
    text: str, reason: str, before: str | None, after: str | None
) -> None:
    network = ip_network(text)
    assert refusal(str(network.network_address), ()) == reason
    assert refusal(str(network.broadcast_address), ()) in {reason, *broader(text)}
    for neighbour, expected in zip(neighbours(text), (before, after), strict=True):
        assert neighbour is None or refusal(str(neighbour), ()) == expected


def broader(text: str) -> Iterator[str]:
    """Yield what is said of a network whose first address has a name of its own."""
    yield from (reason for network, reason in RANGES if str(network) == text)


def test_the_table_above_leaves_no_range_out() -> None:
    wide = {"::/96", "2001::/23", "240.0.0.0/4", "::/3", "4000::/2", "8000::/1"}
    assert {str(network) for network, _ in RANGES} - {row[0] for row in FORBIDDEN} == wide


PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "100.63.255.255", "128.0.0.1", "172.32.0.0", "192.0.1.0"),
    *("223.255.255.255", "2000::", "2001:200::", "2003::", "2606:4700::1111", "2a00:1450::"),
    *("3ffe::", "3fff:1000::"),
]


@pytest.mark.parametrize("text", PUBLIC)
def test_the_internet_may_be_reached(text: str) -> None:
    assert refusal(text, ()) is None


PRIVATE = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0"]


def spellings(inner: str) -> Iterator[str]:
    """Yield the IPv6 addresses that end up at, or speak of, an IPv4 address."""
    bits = int(IPv4Address(inner))
    high, low = f"{bits >> 16:x}", f"{bits & 0xFFFF:x}"
    for prefix in ("::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"):
        yield f"{prefix}{inner}"
        yield f"{prefix}{high}:{low}".upper()
        yield ip_address(f"{prefix}{inner}").exploded
    yield f"::{high}:{low}" if bits > 1 else "::2"
    yield f"2002:{high}:{low}::1"
    yield f"2001:0:{high}:{low}::"
    yield str(IPv6Address((0x20010000 << 96) + (~bits & 0xFFFFFFFF)))


@pytest.mark.parametrize("inner", [*PRIVATE, "8.8.8.8"])
def test_no_tunnel_or_translator_is_used(inner: str) -> None:
    assert all(refusal(text, ()) for text in spellings(inner))


EVERY_IPV6 = (read_network("::/0"),)


@pytest.mark.parametrize("inner", PRIVATE)
def test_an_inner_address_is_refused_even_where_its_tunnel_is_allowed(inner: str) -> None:
    reasons = {refusal(text, EVERY_IPV6) for text in spellings(inner)}
    assert reasons <= {refusal(inner, ()), "unspecified", "this network"}
    assert None not in reasons


def test_a_public_inner_address_may_be_reached_where_its_tunnel_is_allowed() -> None:
    nat64 = [read_network("64:ff9b::/96")]
    assert refusal("64:ff9b::8.8.8.8", nat64) is None
    assert refusal("64:ff9b::10.0.0.1", nat64) == "private"
    assert refusal("64:ff9b::10.0.0.1", [*nat64, read_network("10.0.0.0/8")]) is None


ALLOWED = [read_network("127.0.0.0/8"), read_network("::1"), read_network("10.1.0.0/16")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("127.0.0.1", None),
        ("127.255.255.255", None),
        ("::1", None),
        ("0:0:0:0:0:0:0:1", None),
        ("10.1.255.255", None),
        ("10.2.0.0", "private"),
        ("126.255.255.255", None),
        ("::2", "IPv4-compatible"),
        ("::ffff:127.0.0.1", "IPv4-mapped"),
        ("169.254.169.254", "a cloud's metadata"),
    ],
)
def test_an_allowed_network_opens_what_it_holds(text: str, reason: str | None) -> None:
    assert refusal(text, ALLOWED) == reason


NO_ADDRESS = [
    *("", "localhost", "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "1.2.3", "1.2.3.4/32"),
    *("1.2.3.4:80", " 127.0.0.1", "127.0.0.1\n", "\u2460\u2461\u2466.0.0.1", "[::1]", "::1%"),
]


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert refusal(text, [*EVERY_IPV6, read_network("0.0.0.0/0")]) == "not an address"


@pytest.mark.parametrize("text", ["FE80::1", "fe80::1%eth0", "fe80::1%1", "fe80:0::0001"])
def test_a_zone_or_another_spelling_changes_nothing(text: str) -> None:
    assert refusal(text, ()) == "link-local"
    assert refusal(text, [read_network("fe80::/64")]) is None


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_nothing_passes_that_python_knows_to_be_special(address: Address) -> None:
    is_special = address.is_private or address.is_loopback or address.is_link_local
    if is_special or address.is_multicast or address.is_reserved or address.is_unspecified:
        assert refusal(str(address), ()) is not None
    if refusal(str(address), ()) is None:
        assert address.is_global


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("10.0.0.0/8", ip_network("10.0.0.0/8")),
        ("::1", ip_network("::1/128")),
        ("10.0.0.0/255.0.0.0", ip_network("10.0.0.0/8")),
    ],
)
def test_a_network_is_read(text: str, network: Network) -> None:
    assert read_network(text) == network


@pytest.mark.parametrize("text", ["", "10.0.0.1/8", "10.0.0.0/33", "localhost", "*", "::/129"])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"network|bits"):
        read_network(text)


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("10.0.0.1", "private"),
        ("fd00::1", "unique-local"),
        ("localhost", "loopback"),
        ("a.localhost", "loopback"),
        ("localhost.example.org", None),
        ("10.example.org", None),
        ("8.8.8.8", None),
    ],
)
def test_of_a_name_only_its_addresses_can_tell(host: str, reason: str | None) -> None:
    assert host_refusal(host, []) == reason


def test_localhost_may_be_allowed() -> None:
    assert host_refusal("localhost", [read_network("127.0.0.0/8")]) is None
