"""Whom a proxy speaks for: what is believed of ``X-Forwarded-For``, and from whom.

Each proxy adds the address that it was called from at the right end, so all that stands left of
what the first trusted one wrote may be the client's invention. ``Forwarded`` (RFC 7239) is not
read: a proxy that writes the one header passes the other on as the client wrote it.
"""

import functools
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

from plong.protocol.sources import read_source

Network = IPv4Network | IPv6Network

_MOST_HOPS: Final = 32
"""Proxies in a row that are looked behind."""
_HOP: Final = re.compile(
    r"[ \t]*(?:([0-9.]+)(?::[0-9]+)?|([0-9A-Fa-f:.]+)|\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?)[ \t]*"
)
"""IPv4 or IPv6, with or without a port; a zone (``%eth0``) is of no meaning to others."""
_MAPPED_BITS: Final = 96


class Proxies:
    """Those that the operator trusts to say whom they speak for.

    Args:
        networks: where they are (``trusted_proxies``).
    """

    def __init__(self, networks: tuple[Network, ...]) -> None:
        self._networks = networks
        # Of a few proxies come all requests, and parsing an address is dear.
        self._trust = functools.lru_cache(maxsize=4096)(self._look_up)

    def trust(self, host: str) -> bool:
        """Tell whether an IP address is one of theirs."""
        return self._trust(host)

    def _look_up(self, host: str) -> bool:
        address = read_source(host)
        return address is not None and any(address in network for network in self._networks)

    def client_of(self, caller: str, forwarded: Sequence[str]) -> str:
        """Return the client's IP address: the right-most that is no trusted proxy's.

        Behind what is no address nothing is believed: then it is the last one before that.

        Args:
            caller: where the connection comes from.
            forwarded: every ``X-Forwarded-For`` of the request, in their order.
        """
        client = caller
        for hop in _from_the_right(forwarded):
            address = _read_hop(hop) if self.trust(client) else None
            if address is None:
                break
            client = str(address)
        return client


@functools.lru_cache(maxsize=16)  # there is one list, seldom another, and each request asks
def read_proxies(networks: tuple[str, ...]) -> Proxies:
    """Return the proxies of these networks, which have the form that the configuration wants."""
    return Proxies(tuple(_unmapped(ip_network(network)) for network in networks))


def _unmapped(network: Network) -> Network:
    """Return the network of IPv4 that one of IPv6 stands for, as addresses are compared."""
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return network
    return ip_network((mapped, network.prefixlen - _MAPPED_BITS))


def _from_the_right(forwarded: Sequence[str]) -> Sequence[str]:
    hops = ",".join(forwarded).rsplit(",", _MOST_HOPS)
    return hops[: -_MOST_HOPS - 1 : -1]


def _read_hop(text: str) -> IPv4Address | IPv6Address | None:
    match = _HOP.fullmatch(text)
    return read_source(match[1] or match[2] or match[3]) if match else None
