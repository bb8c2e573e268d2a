"""What a transport lends to a connection: TCP, or a WebSocket whose binary messages are bytes."""

from abc import abstractmethod
from typing import Protocol

from plong.protocol.libp2p.multiaddr import Multiaddr


class Wire(Protocol):
    """A socket that is open. Nothing here waits, or raises when the socket is lost.

    Whoever lends it tells the connection: `Connection.received`, `blocked` when more is written
    than the other side takes, `unblocked` when it has been taken, and `lost`, once, at the end.
    """

    @property
    def local(self) -> Multiaddr | None:
        """Our own end, if it is known."""
        return None

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Send bytes, which are never empty, behind those before."""

    @abstractmethod
    def pause_reading(self) -> None:
        """Read nothing more for now; what was read already may still come."""

    @abstractmethod
    def resume_reading(self) -> None:
        """Read again."""

    @abstractmethod
    def close(self) -> None:
        """Close it once what was written is sent."""

    @abstractmethod
    def abort(self) -> None:
        """Close it at once."""
