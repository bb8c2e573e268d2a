"""One WebSocket of a libp2p peer: binary messages are a stream of bytes, in any cutting.

libp2p specs, websockets. docs/wire/libp2p.md.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from plong.endpoints.base_session import BaseSession
from plong.endpoints.libp2p.message_wire import MessageWire
from plong.endpoints.peers import Client
from plong.hub.hub import Hub
from plong.hub.wire import Held, Wire
from plong.libp2p.connection import Connection
from plong.libp2p.errors import Refused
from plong.libp2p.wire import Wire as PeerWire
from plong.protocol.closes import DONE, FULL, NO_TEXT
from plong.protocol.events import Event
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multiaddr import Multiaddr, socket_multiaddr
from plong.protocol.messages import TEXT

Admit = Callable[[PeerWire, Multiaddr], Connection]
"""Makes the connection of a new peer, or raises `Refused`."""

_REFUSED: Final = replace(FULL, word="")  # the node has counted it
_UNKNOWN: Final = "0.0.0.0"  # noqa: S104 - nothing listens there


class PeerSession(BaseSession):
    """One peer. It is kept alive by yamux, as over TCP, not by the hub's pings.

    Args:
        hub: where it gets its seat.
        admit: mostly `plong.libp2p.node.Node.inbound`.
        wire: its socket.
        client: whence it comes.
        reached: where it has come to, if that is known.
    """

    way = "libp2p"

    def __init__(
        self, hub: Hub, admit: Admit, wire: Wire, client: Client, reached: Client | None = None
    ) -> None:
        super().__init__(hub, wire, client[0])
        self._admit = admit
        self._remote = remote_of(client)
        self._reached = address_of(reached) if reached is not None else None
        self._peer: Connection | None = None
        self._lent: MessageWire | None = None
        self._work(self._enter())

    def left(self) -> None:
        """Hear that the peer is gone, or going."""
        super().left()
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.lost()
        if self._lent is not None:
            self._lent.peer = None  # it holds the wire, and what has come
            self._lent = None  # it refers to this session, which is freed at once

    def tell(self, event: Event, cause: Held) -> None:
        """Say nothing: libp2p has no word for it, and yamux has said goodbye."""

    async def _enter(self) -> None:
        if not self._connection.is_open:
            return
        wire = self._lent = MessageWire(self._connection, lambda: self.dismiss(DONE), self._reached)
        try:
            self._peer = wire.peer = self._admit(wire, self._remote)
        except Refused:
            self.dismiss(_REFUSED)

    def _handle(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self.dismiss(NO_TEXT)
        elif self._peer is not None and self._connection.is_open:
            self._peer.received(payload)


def remote_of(client: Client) -> Multiaddr:
    """Return a client's address as libp2p writes it; all whose address is unknown have one."""
    return address_of(client) or socket_multiaddr(_UNKNOWN, 0, "ws")


def address_of(end: Client) -> Multiaddr | None:
    """Return one end of a WebSocket as libp2p writes it; None: it has no IP address."""
    host, port = end
    plain = host.removeprefix("::ffff:") if "." in host else host
    try:
        return socket_multiaddr(plain, port, "ws")
    except ProtocolViolation:
        return None
