"""One UDP socket on the running event loop, as LCDP uses it."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Final

from plong.protocol.lcdp.endpoint import endpoint_of
from plong.protocol.lcdp.events import Datagram
from plong.protocol.lcdp.models import Endpoint

MAX_DATAGRAM: Final = 65_535
"""Bytes of a read: no datagram is longer."""
BATCH: Final = 8
"""Datagrams that are read before others have their turn on the event loop."""
TURN: Final = 0.001
"""Seconds after which they have it though fewer were read: the longest take some."""
BUFFER_BYTES: Final = 4 * 1024 * 1024
"""Asked of the system for what comes in and what goes out; it may give less."""

REMEMBERED: Final = 4096
"""Addresses of senders that need not be read again; where there are more, all are forgotten."""

Address = tuple[str, int] | tuple[str, int, int, int]
"""As a socket has it, of IPv4 or of IPv6."""
Hear = Callable[[bytes, Endpoint], bytes | None]
"""Takes a datagram and its source; returns what to answer it with at once, or None."""


class UdpSocket:
    """A socket that hears and says datagrams, and is never waited for.

    What cannot be sent is lost, as any datagram may be; `lost` counts it.

    Args:
        host: the IP address to bind, ``::`` for both families.
        port: 0 lets the system choose.
        heard: is called with each datagram that comes.

    Raises:
        OSError: it cannot be bound.
    """

    def __init__(self, host: str, port: int, heard: Hear) -> None:
        self.lost = 0
        self.received = 0
        """Datagrams that came, up to the batch that is being read."""
        self.sent = 0
        """Datagrams that the system took."""
        self._heard = heard
        self._socket = _bind(host, port)
        self._is_ipv6 = self._socket.family == socket.AF_INET6
        self._sources: dict[Address, Endpoint | None] = {}
        self._loop = asyncio.get_running_loop()
        self._is_reading = False
        self.resume()

    @property
    def port(self) -> int:
        """Return the port that it is bound to."""
        port: int = self._socket.getsockname()[1]
        return port

    @property
    def host(self) -> str:
        """Return the IP address that it is bound to, perhaps that of all: see `is_everywhere`."""
        host: str = self._socket.getsockname()[0]
        return host

    def send(self, datagrams: Iterable[Datagram]) -> None:
        """Send them, in order."""
        for datagram in datagrams:
            self._send(datagram.data, self._address_of(datagram.to))

    def pause(self) -> None:
        """Read nothing: what comes waits with the system, as far as it has room."""
        if self._is_reading:
            self._is_reading = False
            self._loop.remove_reader(self._socket)

    def resume(self) -> None:
        """Read again."""
        if not self._is_reading and self._socket.fileno() >= 0:
            self._is_reading = True
            self._loop.add_reader(self._socket, self._read)

    def close(self) -> None:
        """Hear and say nothing more."""
        self.pause()
        self._socket.close()
        self._heard = _nobody  # whoever heard refers to this object

    def _read(self) -> None:
        """Read a batch, then answer it: who waits for the answers is woken once."""
        answers: list[tuple[bytes, Address]] = []
        self._read_batch(answers)
        for data, address in answers:
            self._send(data, address)

    def _read_batch(self, answers: list[tuple[bytes, Address]]) -> None:
        sources, heard, receive = self._sources, self._heard, self._socket.recvfrom
        until = monotonic() + TURN
        for number in range(BATCH):
            if number and monotonic() >= until:
                return
            if not self._is_reading:  # whoever heard the last one has paused or closed it
                return
            try:
                data, address = receive(MAX_DATAGRAM)
            except OSError:  # nothing more is there, or the system tells of one that was lost
                return
            self.received += 1
            source = sources.get(address) or self._source(address)
            answer = heard(data, source) if source is not None else None
            if answer is not None:
                answers.append((answer, address))

    def _source(self, address: Address) -> Endpoint | None:
        """Return who is at a new address; None: nobody that can be named to others."""
        if len(self._sources) >= REMEMBERED:
            self._sources.clear()
        return self._sources.setdefault(address, endpoint_of(*address[:2]))

    def _address_of(self, to: Endpoint) -> Address:
        return (f"::ffff:{to.host}" if self._is_ipv6 and to.is_ipv4 else to.host), to.port

    def _send(self, data: bytes, address: Address) -> None:
        try:
            self._socket.sendto(data, address)
        except OSError:  # full, unreachable, forbidden, or of a family that this socket has not
            self.lost += 1
        else:
            self.sent += 1


def _nobody(_data: bytes, _source: Endpoint) -> None:
    """Hear nothing: what is closed refers to nobody, so that it is freed at once."""


def is_everywhere(host: str) -> bool:
    """Tell whether a socket that is bound there listens on all addresses of this machine."""
    return host in ("0.0.0.0", "::")  # noqa: S104 - who listens there is told apart


def source_towards(endpoint: Endpoint) -> str | None:
    """Return this machine's IP address for who is there; nothing is sent. None: there is no way."""
    family = socket.AF_INET if endpoint.is_ipv4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((endpoint.host, endpoint.port))
            host: str = sock.getsockname()[0]
    except OSError:
        return None
    return host


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host != "::")
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
