"""Who may command the server's own post where no token is configured: its owner, on its machine.

Anything on the way in between, a proxy or a page of somebody else, leaves a mark on the request,
and one mark is enough to be refused. docs/wire/ping.md.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from typing import Final

from plong.protocol.ping.address import Address, read_host

_BY_PROXIES: Final = re.compile(
    r"forwarded|via|x-forwarded([-_].*)?|x-original-.*|x-envoy-.*|fly-client-ip"
    r"|(x-real|x-client|client|true-client|x-cluster-client|cf-connecting)-ip"
)
_OWN_SITES: Final = frozenset({"same-origin", "none"})
"""Of ``Sec-Fetch-Site``, which browsers say also where they say no ``Origin``."""
_HOST: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:@/]+)(?::[0-9]+)?")
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


def is_local_owner(source: str, headers: Iterable[tuple[str, str]], base: Address) -> bool:
    """Tell whether a request comes from the server's owner, by all that can be seen.

    Args:
        source: the IP address that it comes from.
        headers: all of them, names in lower case.
        base: the server's own address.
    """
    return _is_loopback(source) and all(_is_local(name, value, base) for name, value in headers)


def _is_local(name: str, value: str, base: Address) -> bool:
    if name == "host":  # a name that its owner has led to loopback would make any page ours
        return _read_host(value) in {*_LOCAL, base.host}
    if name == "origin":
        return value.lower() in _origins(base)
    if name == "sec-fetch-site":
        return value in _OWN_SITES
    return not _BY_PROXIES.fullmatch(name)


def _origins(base: Address) -> Iterable[str]:
    """Return the origins (RFC 6454 section 6.2) of the server's own page."""
    places = [Address("http", host, base.port, "") for host in _LOCAL]
    return [str(place) for place in (*places, Address(base.scheme, base.host, base.port, ""))]


def _read_host(text: str) -> str | None:
    match = _HOST.fullmatch(text)
    try:
        return read_host(match[1].strip("[]")) if match else None
    except ValueError:
        return None


def _is_loopback(source: str) -> bool:
    try:
        address = ip_address(source)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return address.is_loopback
