"""Who asks from the server's own machine, and what gives away that somebody stands in between.

A page of somebody else, or a proxy, leaves a mark on a request. One mark is enough.
"""

import re
from typing import Final

from plong.protocol.sources import read_source

LOCAL_HOSTS: Final = ("localhost", "127.0.0.1", "::1")
"""Under which a server on this machine is asked."""
OWN_SITES: Final = frozenset({"same-origin", "none"})
"""Of ``Sec-Fetch-Site``, which browsers say also where they say no ``Origin``."""

_BY_PROXIES: Final = re.compile(
    r"forwarded|via|x-forwarded([-_].*)?|x-original-.*|x-envoy-.*|fly-client-ip"
    r"|(x-real|x-client|client|true-client|x-cluster-client|cf-connecting)-ip"
)
_HOST: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:@/]+)(?::[0-9]+)?")


def is_by_proxy(name: str) -> bool:
    """Tell whether a header is one that a proxy adds; ``name`` is in lower case."""
    return _BY_PROXIES.fullmatch(name) is not None


def host_of(header: str) -> str | None:
    """Return the host that a ``Host`` names, IPv6 without brackets; None: it names none."""
    match = _HOST.fullmatch(header)
    return match[1].strip("[]") if match else None


def is_local_host(header: str) -> bool:
    """Tell whether a ``Host`` names this machine.

    Any other name may be one that its owner has led to loopback, so that pages of his reach it.
    """
    host = host_of(header) or ""
    return host.lower() in LOCAL_HOSTS or is_loopback(host)


def is_loopback(source: str) -> bool:
    """Tell whether an IP address is this machine's own."""
    address = read_source(source)
    return address is not None and address.is_loopback
