"""Which values of settings name places: hosts, URLs, pages' origins, networks, peers' addresses."""

import ipaddress
import re
from typing import Any, Final

# As browsers write it: lower case, no path. Anything else would match no page, silently.
_ORIGIN: Final = re.compile(r"\*|[a-z][a-z0-9+.-]*://[a-z0-9_.:\[\]-]+")
_UNSAID_PORTS: Final = (("http:", ":80"), ("https:", ":443"))
"""Browsers leave them out."""
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")
# The shape alone; what they mean is read when libp2p starts.
_MULTIADDR: Final = re.compile(r"(/[^/\s]+){2,48}")


def is_host(value: object) -> bool:
    """Tell whether sockets can listen at it."""
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        return False
    try:
        value.encode("idna")  # as the socket will
    except UnicodeError:
        return False
    return True


def is_optional_host(value: object) -> bool:
    """Tell likewise; it may be empty."""
    return value == "" or is_host(value)


def is_url(value: object) -> bool:
    """Tell whether it is the beginning of an HTTP URL, or empty."""
    return isinstance(value, str) and (value == "" or value.startswith(("http://", "https://")))


def is_origins(value: object) -> bool:
    """Tell whether it is a list of origins of pages, or of ``*``."""
    return isinstance(value, list | tuple) and all(map(_is_origin, value))


def _is_origin(value: object) -> bool:
    if not isinstance(value, str) or not _ORIGIN.fullmatch(value):
        return False
    return not any(
        value.startswith(scheme) and value.endswith(port) for scheme, port in _UNSAID_PORTS
    )


def is_networks(value: object) -> bool:
    """Tell whether it is a list of networks, or single IP addresses."""
    return isinstance(value, list | tuple) and all(map(_is_network, value))


def _is_network(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ipaddress.ip_network(value))
    except ValueError:
        return False


def is_proxies(value: Any) -> bool:
    """Tell likewise; none of them may be everybody."""
    return is_networks(value) and all(ipaddress.ip_network(one).prefixlen for one in value)


def is_endpoints(value: object) -> bool:
    """Tell whether it is a list of IP addresses with ports, in their usual spelling."""
    return isinstance(value, list | tuple) and all(map(_is_endpoint, value))


def _is_endpoint(value: object) -> bool:
    if not isinstance(value, str):
        return False
    host, _, port = value.rpartition(":")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    shown = str(address) if isinstance(address, ipaddress.IPv4Address) else f"[{address}]"
    return host == shown and _PORT.fullmatch(port) is not None and int(port) < 2**16


def is_multiaddrs(value: object) -> bool:
    """Tell whether it is a list of what may be multiaddrs."""
    return isinstance(value, list | tuple) and all(
        isinstance(address, str) and _MULTIADDR.fullmatch(address) for address in value
    )
