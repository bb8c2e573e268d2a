"""Addresses of nodes: how they are written, who is told of which, and which are called at all.

Some nodes die of a host name or an IPv6 address among their peers. docs/wire/lcdp.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from itertools import islice
from typing import Final

from plong.protocol.lcdp.models import Endpoint

MAX_PEERS: Final = 20
"""Addresses that one message may name."""

MAX_PORT: Final = 65535

_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_TEXT: Final = re.compile(
    rf"(?:\[(?P<ipv6>[0-9A-Fa-f]*:[0-9A-Fa-f:.]{{1,44}})\]|(?P<ipv4>{_OCTET}(?:\.{_OCTET}){{3}}))"
    r":(?P<port>[1-9][0-9]{0,4})"
)

_NETWORK_LENGTH: Final = len("2001:0db8:0000:0000")

_LOOPBACK: Final = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))
_PRIVATE: Final = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
    )
)
_NEVER: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # unspecified, this network
        "169.254.169.254/32",  # metadata of clouds
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "fd00:ec2::254/128",  # metadata of a cloud
        "ff00::/8",  # multicast
        # Unspecified, and those of tunnels and translators, behind which any IPv4 address may be:
        "::/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
    )
)


def read_endpoint(text: str) -> Endpoint | None:
    """Read ``192.0.2.1:24254`` or ``[2001:db8::1]:24254``; None: it is neither.

    There are no names, zones, leading zeros or port 0. An IPv4-mapped IPv6 address is the IPv4
    address.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    host, port = match["ipv4"], int(match["port"])
    if host is None:
        return endpoint_of(match["ipv6"], port)
    return Endpoint(host, port) if port <= MAX_PORT else None  # ten times sooner than `ip_address`


def endpoint_of(host: str, port: int) -> Endpoint | None:
    """Return the endpoint of a socket's address; None: it can have none.

    Args:
        host: an IP address as a socket returns it; with a zone it is known to this machine only.
        port: as a socket returns it.
    """
    try:
        address = IPv6Address(host) if ":" in host else IPv4Address(host)
    except ValueError:
        return None
    if not 1 <= port <= MAX_PORT or "%" in host:
        return None
    return Endpoint(str(_plain(address)), port)


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address where it is mapped into IPv6, as on sockets for both."""
    return getattr(address, "ipv4_mapped", None) or address


def network_of(endpoint: Endpoint) -> str:
    """Return what counts as one host: an IPv4 address, or an IPv6 /64."""
    if endpoint.is_ipv4:
        return endpoint.host
    return IPv6Address(endpoint.host.partition("%")[0]).exploded[:_NETWORK_LENGTH]


def write_endpoints(endpoints: Iterable[Endpoint]) -> str:
    """Return a JSON array of the addresses, the first `MAX_PEERS`."""
    names = '","'.join(map(str, islice(endpoints, MAX_PEERS)))
    return f'["{names}"]' if names else "[]"


def gossip_for(requester: Endpoint, endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    """Return which of the endpoints a requester is told of: the first `MAX_PEERS` it can stand.

    Whoever asks over IPv4 may be a node that an IPv6 address ends.
    """
    readable = (peer for peer in endpoints if peer.is_ipv4 or not requester.is_ipv4)
    return tuple(islice(readable, MAX_PEERS))


@dataclass(frozen=True, slots=True)
class Reach:
    """Which addresses are called and passed on where somebody else has named them.

    Never those of nobody or of many: unspecified, multicast, broadcast, reserved; nor those that
    lead through a tunnel or translator to another.
    """

    loopback: bool = False
    """Whether this machine's own are: for a node that meets others there."""
    private: bool = False
    """Whether those of local networks are."""

    def allows(self, endpoint: Endpoint) -> bool:
        """Tell whether a datagram may be sent there on somebody's word."""
        address = ip_address(endpoint.host)
        if any(address in network for network in _LOOPBACK):
            return self.loopback
        if any(address in network for network in _NEVER):
            return False
        return self.private or not any(address in network for network in _PRIVATE)
