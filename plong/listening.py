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
    host, port = config.host, config.port
    with _said_if_not(f"host {host!r}, port {port}", "host or port"):
        return _listen(host, port)


def listen_for_libp2p(config: Config) -> socket.socket:
    """Listen where peers of libp2p come over TCP. Raise `StartError`."""
    host, port = config.libp2p_host or config.host, config.libp2p_port
    with _said_if_not(f"libp2p_host {host!r}, libp2p_port {port}", "libp2p_host or libp2p_port"):
        return _listen(host, port)


def listen_for_metrics(config: Config) -> socket.socket:
    """Listen where who watches asks for metrics. Raise `StartError`."""
    host, port = config.metrics_host, config.metrics_port
    instead = "metrics_host or metrics_port, or 0 for none"
    with _said_if_not(f"metrics_host {host!r}, metrics_port {port}", instead):
        return _listen(host, port)


@contextlib.contextmanager
def listen_for_pages(config: Config) -> Iterator[Sequence[socket.socket]]:
    """Listen where web pages look for their bridge, if that is wanted: on this machine only.

    Raise `StartError`.
    """
    port = config.bridge_port if config.has("u") else 0
    if not port:
        yield ()
        return
    with _said_if_not(f"{_PAGES_LOOK_AT}, bridge_port {port}", "bridge_port, or 0 for none"):
        listener = _listen(_PAGES_LOOK_AT, port)
    with listener:
        yield (listener,)


def _listen(host: str, port: int) -> socket.socket:
    return socket.create_server(
        (host, port),
        family=socket.AF_INET6 if ":" in host else socket.AF_INET,
        backlog=_BACKLOG,
        dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
    )


@contextlib.contextmanager
def _said_if_not(where: str, instead: str) -> Iterator[None]:
    """Say where it cannot listen, and which keys to set to another value."""
    try:
        yield
    except OSError as error:
        # Socket says more than the system, and all of it is in our sentence already.
        reason = str(error.strerror).partition(" (while")[0]
        raise StartError(f"Cannot listen on {where} ({reason}); set another {instead}.") from None
