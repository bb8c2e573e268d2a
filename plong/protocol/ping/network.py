"""Where the server may go: origins and targets are strangers' URLs, its own network is not theirs.

The address that a socket connects to is judged, after names are resolved: text can spell it in
too many ways. Ranges are those of IANA's special-purpose registries (RFC 6890) and those that
tunnels and clouds use. docs/wire/ping.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# The first range that holds an address says why it is refused, so the narrow stand before the wide.
RANGES: Final = tuple(
    (ip_network(text), reason)
    for text, reason in (
        ("169.254.169.254/32", "a cloud's metadata"),
        ("168.63.129.16/32", "a cloud's metadata"),
        ("255.255.255.255/32", "broadcast"),
        ("0.0.0.0/32", "unspecified"),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("fd00:ec2::254/128", "a cloud's metadata"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("2001::/32", "Teredo"),
        ("2001:2::/48", "benchmarking"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "unique-local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
        ("::/3", "reserved"),  # the internet is 2000::/3
        ("4000::/2", "reserved"),
        ("8000::/1", "reserved"),
    )
)

# Where the IPv4 address stands in the addresses of tunnels and translators.
_EMBEDDED: Final[Mapping[IPv6Network, Sequence[Callable[[int], int]]]] = {
    IPv6Network("::/96"): (lambda bits: bits,),
    IPv6Network("::ffff:0:0/96"): (lambda bits: bits,),
    IPv6Network("::ffff:0:0:0/96"): (lambda bits: bits,),
    IPv6Network("64:ff9b::/96"): (lambda bits: bits,),
    IPv6Network("64:ff9b:1::/48"): (lambda bits: bits,),  # as a /96 of it, RFC 6052 section 2.2
    IPv6Network("2002::/16"): (lambda bits: bits >> 80,),
    IPv6Network("2001::/32"): (lambda bits: bits >> 64, lambda bits: ~bits),  # server and client
}
_IPV4: Final = 2**32 - 1
_NO_IPV4: Final = frozenset({0, 1})  # :: and ::1 are addresses of their own


def refusal(address: str, allowed: Sequence[Network]) -> str | None:
    """Return in a word or two why the server must not connect there; None: it may.

    Args:
        address: of the socket, as a resolver returns it.
        allowed: networks that the operator opened. An IPv4 address within an IPv6 one must be
            allowed, or public, as well.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an address"
    if reason := _refuse(parsed, allowed):
        return reason
    inner = (_refuse(embedded, allowed) for embedded in _embedded(parsed))
    return next((reason for reason in inner if reason), None)


def host_refusal(host: str, allowed: Sequence[Network]) -> str | None:
    """Return what `refusal` says of a host in its canonical form; None: it may be allowed.

    Of a name only its addresses can tell, but for ``localhost`` (RFC 6761 section 6.3).
    """
    if host == "localhost" or host.endswith(".localhost"):
        return refusal("127.0.0.1", allowed)
    is_name = ":" not in host and not host.replace(".", "").isdigit()
    return None if is_name else refusal(host, allowed)


def read_network(text: str) -> Network:
    """Read a network in CIDR notation, or one address; raise `ValueError`, as for host bits."""
    return ip_network(text)


def _refuse(address: Address, allowed: Sequence[Network]) -> str | None:
    if any(address in network for network in allowed):
        return None
    return next((reason for network, reason in RANGES if address in network), None)


def _embedded(address: Address) -> Iterator[IPv4Address]:
    bits = int(address)
    for network, places in _EMBEDDED.items():
        if address in network and bits not in _NO_IPV4:
            yield from (IPv4Address(place(bits) & _IPV4) for place in places)
