"""TCP, for both directions."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from typing import Final, cast

from plong.libp2p.connection import Connection
from plong.libp2p.errors import Refused
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.dialling import Family, Target
from plong.protocol.libp2p.multiaddr import Multiaddr, socket_multiaddr

BACKLOG: Final = 512
FAMILIES: Final[Mapping[Family, socket.AddressFamily]] = {
    Family.IPV4: socket.AF_INET,
    Family.IPV6: socket.AF_INET6,
}

Attach = Callable[[Wire, Multiaddr], Connection]
"""Makes the connection of a new socket, or raises `Refused`."""


async def listen_tcp(host: str, port: int, attach: Attach) -> asyncio.Server:
    """Listen on a socket.

    Args:
        host: the IP address to bind.
        port: 0 lets the system choose.
        attach: mostly `Node.inbound`.

    Raises:
        OSError: one cannot listen there.
    """
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: TcpWire(attach), host, port, backlog=BACKLOG)


async def dial_tcp(target: Target, attach: Attach) -> Connection:
    """Connect to a socket.

    Raises:
        OSError: nobody is there, or there is no such host.
    """
    loop = asyncio.get_running_loop()
    family = FAMILIES.get(target.family, 0)
    _, wire = await loop.create_connection(
        lambda: TcpWire(attach), target.host, target.port, family=family
    )
    if wire.connection is None:
        raise ConnectionError("The connection was lost at once.")
    return wire.connection


class SocketWire(asyncio.Protocol, Wire):
    """One socket, as asyncio tells of it and as a connection uses it.

    Args:
        attach: makes the connection.
    """

    transport: asyncio.Transport

    def __init__(self, attach: Attach) -> None:
        self._attach = attach
        self.connection: Connection | None = None

    @property
    def local(self) -> Multiaddr | None:
        """Our own end."""
        name = self.transport.get_extra_info("sockname")
        return socket_multiaddr(_plain(name[0]), name[1]) if name else None

    def attach(self) -> None:
        """Make the connection.

        Raises:
            Refused: there may not be another.
        """
        name = self.transport.get_extra_info("peername")
        if name is None:
            raise Refused("The socket was lost before it was looked at.")
        self.connection = self._attach(self, socket_multiaddr(_plain(name[0]), name[1]))

    def connected(self) -> None:
        """Take in that there is a transport."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass of it
        self.connected()

    def pause_writing(self) -> None:
        """Pass on that the other side is slow."""
        if self.connection is not None:
            self.connection.blocked()

    def resume_writing(self) -> None:
        """Pass on that it has caught up."""
        if self.connection is not None:
            self.connection.unblocked()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Pass on the end, and forget the connection: it holds this wire, and what has come."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.lost()

    def write(self, data: bytes) -> None:
        """Send bytes."""
        self.transport.write(data)

    def pause_reading(self) -> None:
        """Read nothing for now."""
        if not self.transport.is_closing():  # uvloop would complain
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        if not self.transport.is_closing():
            self.transport.resume_reading()

    def close(self) -> None:
        """Close it once all is sent."""
        self.transport.close()

    def abort(self) -> None:
        """Close it at once."""
        self.transport.abort()


class TcpWire(SocketWire):
    """A socket whose bytes are the connection's."""

    def connected(self) -> None:
        """Make the connection."""
        try:
            self.attach()
        except Refused:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Pass on what has come."""
        if self.connection is not None:
            self.connection.received(data)


def _plain(host: str) -> str:
    """Return the IPv4 address where it is mapped into IPv6, as on sockets for both."""
    return host.removeprefix("::ffff:") if "." in host else host
