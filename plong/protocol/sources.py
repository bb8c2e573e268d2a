"""Who connects, by the IP address that it comes from."""

import functools
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

_IPV6_NETWORK_BITS: Final = 64


def read_source(text: str) -> IPv4Address | IPv6Address | None:
    """Return an IP address, where one of IPv4 is mapped into IPv6 that; None: it is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address
    return address


@functools.lru_cache(maxsize=4096)  # parsing an address is a tenth of making a peer
def address_key(host: str) -> str:
    """Return what counts as one address: an IPv4 address, an IPv6 /64, or what is neither."""
    address = read_source(host)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_NETWORK_BITS), strict=False))
    return host if address is None else str(address)
