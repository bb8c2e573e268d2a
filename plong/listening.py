"""The listening sockets: the server's, and the one where web pages look for their bridge."""

import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Final

from plong.config import Config

_BACKLOG: Final = 4096
_PAGES_LOOK_AT: Final = "127.0.0.1"


class StartError(Exception):
    """The server cannot start; the message says why and what to do."""


def listen(config: Config) -> socket.socket:
    """Listen where the server is to be. Raise `StartError`."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server(
            (config.host, config.port),
            family=family,
            backlog=_BACKLOG,
            dualstack_ipv6=config.host == "::" and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        raise StartError(
            f"Cannot listen on host {config.host!r}, port {config.port} ({_reason(error)}); "
            "set another host or port."
        ) from None


@contextlib.contextmanager
def listen_for_pages(config: Config) -> Iterator[Sequence[socket.socket]]:
    """Listen where web pages look for their bridge, if that is wanted: on this machine only.

    Raise `StartError`.
    """
    port = config.bridge_port if config.has("u") else 0
    if not port:
        yield ()
        return
    try:
        listener = socket.create_server((_PAGES_LOOK_AT, port), backlog=_BACKLOG)
    except OSError as error:
        raise StartError(
            f"Cannot listen on {_PAGES_LOOK_AT}, bridge_port {port} ({_reason(error)}); "
            "set another bridge_port, or 0 for none."
        ) from None
    with listener:
        yield (listener,)


def _reason(error: OSError) -> str:
    """Return why: socket says more than the system, and all of it is in our sentence already."""
    return str(error.strerror).partition(" (while")[0]
