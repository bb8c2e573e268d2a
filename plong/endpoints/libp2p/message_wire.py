"""A WebSocket's seat in the hub, as a connection of libp2p uses it."""

from collections.abc import Callable
from typing import Final

from plong.hub.connection import Connection as Seat
from plong.libp2p.connection import Connection
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.messages import BINARY

LONGEST: Final = 64 * 1024
"""Bytes that are sent in one message: some take no more than 1 MiB."""


class MessageWire(Wire):
    """Writes into the seat's buffer, which is bounded: a peer that does not read is not read.

    Args:
        seat: the hub's side of the WebSocket.
        finish: closes it in good order.
        local: our own end, if it is known.
    """

    def __init__(
        self, seat: Seat, finish: Callable[[], None], local: Multiaddr | None = None
    ) -> None:
        self._local = local
        self._seat = seat
        self._finish = finish
        self.peer: Connection | None = None
        """The connection, as soon as it is made."""

    @property
    def local(self) -> Multiaddr | None:
        """Our own end, if it is known."""
        return self._local

    def write(self, data: bytes) -> None:
        """Send bytes, in messages."""
        if self._seat.is_open:
            for at in range(0, len(data), LONGEST):
                self._seat.buffer.say(BINARY, data[at : at + LONGEST], self)

    def pause_reading(self) -> None:
        """Read nothing for now."""
        self._seat.hold()

    def resume_reading(self) -> None:
        """Read again."""
        self._seat.release()

    def close(self) -> None:
        """Close it; what the peer takes in time is still sent."""
        self._finish()

    def abort(self) -> None:
        """Close it at once."""
        self._seat.wire.abort()

    # What the seat's buffer calls (`plong.hub.wire.Held`)

    def hold(self) -> None:
        """Hear that the peer does not take what is written."""
        if self.peer is not None:
            self.peer.blocked()

    def release(self) -> None:
        """Hear that it has caught up."""
        if self.peer is not None and self.peer.outflow.is_blocked:
            self.peer.unblocked()

    def lost(self) -> None:
        """Do nothing: the peer who has lost it is gone."""
