"""Where nodes of LCDP are, as people type it."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from plong.commands.exits import USAGE, Failure
from plong.protocol.lcdp.endpoint import endpoint_of
from plong.protocol.lcdp.models import Endpoint

DEFAULT_PORT: Final = 24254


async def resolve(text: str) -> Sequence[Endpoint]:
    """Return the addresses of ``HOST:PORT``, ``HOST`` or ``[IPv6]:PORT``; there is at least one.

    Raises:
        Failure: it is none of these, or nobody has that name.
    """
    host, port = _read(text)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        raise Failure("no-host", f"There is no host {host}.") from None
    endpoints = (endpoint_of(*address[:2]) for *_, address in found)
    known = tuple(dict.fromkeys(one for one in endpoints if one is not None))
    if not known:
        raise Failure("no-host", f"{host} has no address that LCDP can use.")
    return known


def any_host() -> str:
    """Return the address to bind for sending to whomever."""
    return "::" if socket.has_dualstack_ipv6() else "0.0.0.0"  # noqa: S104 - a socket for everybody's answers


def _read(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, DEFAULT_PORT if parts.port is None else parts.port
    except ValueError:
        host, port = None, 0
    if not host or not port or parts.netloc != text or "@" in text:
        example = f"192.0.2.1:{DEFAULT_PORT}"
        raise Failure("bad-request", f"{text!r:.80} is no address; give one like {example}.", USAGE)
    return host, port
