"""The listening sockets: the server's, libp2p's, that of metrics, and where pages look."""

import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Final

from plong.config import Config

_BACKLOG: Final = 4096
_PAGES_LOOK_AT: Final = "127.0.0.1"


class StartError(Exception):
    """The server cannot start; the message says why and what to do."""


@contextlib.contextmanager
def listeners(config: Config, handed_over: Sequence[int]) -> Iterator[Sequence[socket.socket]]:
    """Listen where the server is to be, and where web pages look for their bridge.

    Args:
        config: where that is.
        handed_over: numbers of sockets that listen already, in the place of ``host`` and ``port``.

    Raises:
        StartError: it cannot listen, or one of those is no TCP socket that does.
    """
    with contextlib.ExitStack() as stack:
        own = [stack.enter_context(_take(number)) for number in handed_over]
        own = own or [stack.enter_context(listen(config))]
        yield [*own, *stack.enter_context(listen_for_pages(config))]


def _take(number: int) -> socket.socket:
    try:
        sock = socket.socket(fileno=number)
        sock.set_inheritable(False)
        is_listening = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise StartError(
            f"LISTEN_FDS names file descriptor {number}, which is no socket ({error.strerror})."
        ) from None
    if not is_listening or sock.family not in (socket.AF_INET, socket.AF_INET6):
        raise StartError(
            f"LISTEN_FDS names file descriptor {number}, which is no listening TCP socket; "
            "give the socket unit ListenStream= with a port, and Accept=no."
        )
    return sock


def listen(config: Config) -> socket.socket:
    """Listen where the server is to be. Raise `StartError`."""
    try:
        return _listen(config.host, config.port)
    except OSError as error:
        raise StartError(
            f"Cannot listen on host {config.host!r}, port {config.port} ({_reason(error)}); "
            "set another host or port."
        ) from None


def listen_for_libp2p(config: Config) -> socket.socket:
    """Listen where peers of libp2p come over TCP. Raise `StartError`."""
    host, port = config.libp2p_host or config.host, config.libp2p_port
    try:
        return _listen(host, port)
    except OSError as error:
        raise StartError(
            f"Cannot listen on libp2p_host {host!r}, libp2p_port {port} ({_reason(error)}); "
            "set another libp2p_host or libp2p_port."
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


def listen_for_metrics(config: Config) -> socket.socket:
    """Listen where who watches asks for metrics. Raise `StartError`."""
    host, port = config.metrics_host, config.metrics_port
    try:
        return _listen(host, port)
    except OSError as error:
        raise StartError(
            f"Cannot listen on metrics_host {host!r}, metrics_port {port} ({_reason(error)}); "
            "set another metrics_host or metrics_port, or 0 for none."
        ) from None


def _listen(host: str, port: int) -> socket.socket:
    return socket.create_server(
        (host, port),
        family=socket.AF_INET6 if ":" in host else socket.AF_INET,
        backlog=_BACKLOG,
        dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
    )


def _reason(error: OSError) -> str:
    """Return why: socket says more than the system, and all of it is in our sentence already."""
    return str(error.strerror).partition(" (while")[0]
