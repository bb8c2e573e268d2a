"""Who may command the server's own post where no token is configured: its owner, on its machine.

Anything on the way in between, a proxy or a page of somebody else, leaves a mark on the request,
and one mark is enough to be refused. docs/wire/ping.md.
"""

from collections.abc import Iterable

from plong.protocol.local import LOCAL_HOSTS, OWN_SITES, host_of, is_by_proxy, is_loopback
from plong.protocol.ping.address import Address, read_host


def is_local_owner(source: str, headers: Iterable[tuple[str, str]], base: Address) -> bool:
    """Tell whether a request comes from the server's owner, by all that can be seen.

    Args:
        source: the IP address that it comes from.
        headers: all of them, names in lower case.
        base: the server's own address.
    """
    return is_loopback(source) and all(_is_local(name, value, base) for name, value in headers)


def _is_local(name: str, value: str, base: Address) -> bool:
    if name == "host":  # a name that its owner has led to loopback would make any page ours
        return _read_host(value) in {*LOCAL_HOSTS, base.host}
    if name == "origin":
        return value.lower() in _origins(base)
    if name == "sec-fetch-site":
        return value in OWN_SITES
    return not is_by_proxy(name)


def _origins(base: Address) -> Iterable[str]:
    """Return the origins (RFC 6454 section 6.2) of the server's own page."""
    places = [Address("http", host, base.port, "") for host in LOCAL_HOSTS]
    return [str(place) for place in (*places, Address(base.scheme, base.host, base.port, ""))]


def _read_host(header: str) -> str | None:
    host = host_of(header)
    try:
        return None if host is None else read_host(host)
    except ValueError:
        return None
