"""libp2p, as the rest of the server sees it. Nothing here needs its extra."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from plong.config import Config
from plong.endpoints.base_session import BaseSession
from plong.hub.buffer_memory import BufferMemory
from plong.hub.hub import Hub
from plong.hub.wire import Wire
from plong.protocol.models import Answer

Client = tuple[str, int]
"""The IP address and port of a client."""


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """How many there are, and what goes on."""

    connections: int
    """Over TCP and WebSocket, those included that have not proved yet who they are."""
    peers: int
    streams: int
    measured: int
    """Peers that have answered their last ping."""
    median: float | None
    """Seconds there and back, of the peer in the middle; None: nobody was measured."""
    reservations: int = 0
    circuits: int = 0
    carried: int = 0
    """Bytes through all relayed connections so far."""


class Peers(Protocol):
    """The server's peer of libp2p, and all who are connected with it."""

    @property
    @abstractmethod
    def addresses(self) -> tuple[str, ...]:
        """Where it can be reached, as people are shown."""

    @abstractmethod
    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""

    @abstractmethod
    def status(self) -> Answer:
        """Say where it is, and how many are there."""

    @abstractmethod
    def figures(self) -> PeerFigures:
        """Say how many are there, for who watches."""

    @abstractmethod
    def join(
        self, hub: Hub, wire: Wire, client: Client, reached: Client | None = None
    ) -> BaseSession:
        """Begin the session of one more peer, at a WebSocket.

        Args:
            hub: where it gets its seat.
            wire: its socket.
            client: whence it comes.
            reached: where it has come to, if that is known.
        """

    @abstractmethod
    def dismiss(self) -> None:
        """Say goodbye to all, and let nobody in; whoever lingers is cut."""

    @abstractmethod
    async def run(self, memory: BufferMemory) -> None:
        """Measure who is connected, until cancelled; count in ``memory`` what they hold."""
