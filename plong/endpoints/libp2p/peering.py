"""The server's peer of libp2p, as the rest of the server sees it."""

import asyncio
import dataclasses
from typing import NamedTuple

from plong.config import Config
from plong.endpoints.libp2p.session import PeerSession
from plong.endpoints.libp2p.weighing import Weighing
from plong.endpoints.peers import Client, PeerFigures, Peers
from plong.hub.buffer_memory import BufferMemory
from plong.hub.clock import Clock
from plong.hub.hub import Hub
from plong.hub.libp2p.back_pings import BackPings
from plong.hub.libp2p.choices import relay_limit_of, room_of
from plong.hub.libp2p.door import Door
from plong.hub.wire import Wire
from plong.libp2p.connection import Connection
from plong.libp2p.errors import Refused
from plong.libp2p.hop import Hop
from plong.libp2p.node import Node
from plong.libp2p.wire import Wire as PeerWire
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.models import Answer


class Entrance(NamedTuple):
    """The server's peer, and how others come to it."""

    node: Node
    door: Door
    """Who may begin a connection."""
    hop: Hop | None
    """The relay on it, if there is one."""


class Peering(Peers):
    """The server's peer of libp2p, and all who are connected with it.

    Args:
        entrance: the peer, and how others come to it.
        addresses: where it can be reached, as people are shown.
        clock: when peers are measured.
        restart_timeout: seconds for connections to end at last, before they are cut.
    """

    def __init__(
        self,
        entrance: Entrance,
        addresses: tuple[Multiaddr, ...],
        clock: Clock,
        restart_timeout: float,
    ) -> None:
        self.node, self._door, self._hop = entrance
        node = self.node
        self._addresses = tuple(str(address.with_peer(node.peer_id)) for address in addresses)
        self.back_pings = BackPings(node, clock.now)
        self._restart_timeout = restart_timeout
        self._deadline: asyncio.TimerHandle | None = None
        self._server: asyncio.Server | None = None

    def accept(self, server: asyncio.Server) -> None:
        """Take who comes to a server, until the goodbye."""
        self._server = server

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self.node.connections.reconfigure(room_of(config))
        self._door.reconfigure(config.libp2p_handshakes_per_minute)
        self._restart_timeout = config.restart_timeout
        if self._hop is not None:
            self._hop.relay.limit(relay_limit_of(config))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where it can be reached, as people are shown."""
        return self._addresses

    def status(self) -> Answer:
        """Say where it is and how many are there; who they are is nobody's business."""
        median = self.back_pings.median
        return {
            "Addresses": self._addresses,
            "Peers": len(self.node.connections.peers),
            "Measured": self.back_pings.measured,
            "MedianMs": None if median is None else round(median * 1000, 2),
            **self._relayed(),
        }

    def figures(self) -> PeerFigures:
        """Say how many are there, for who watches."""
        connections = self.node.connections
        figures = PeerFigures(
            connections=len(connections),
            peers=len(connections.peers),
            streams=sum(connection.streams for connection in connections),
            measured=self.back_pings.measured,
            median=self.back_pings.median,
        )
        if self._hop is None:
            return figures
        return dataclasses.replace(figures, **dataclasses.asdict(self._hop.statistics))

    def admit(self, wire: PeerWire, remote: Multiaddr) -> Connection:
        """Begin with who has called. Raise `Refused`, if there are too many, or it ends."""
        if self._deadline is not None:
            raise Refused("The server ends.")
        return self.node.inbound(wire, remote)

    def join(
        self, hub: Hub, wire: Wire, client: Client, reached: Client | None = None
    ) -> PeerSession:
        """Begin the session of one more peer."""
        return PeerSession(hub, self.admit, wire, client, reached)

    def dismiss(self) -> None:
        """Say goodbye to all, and let nobody in; whoever lingers is cut."""
        if self._deadline is None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._restart_timeout, self._cut)
            for connection in self.node.connections:
                connection.close()
            if self._server is not None:
                self._server.close()

    async def run(self, memory: BufferMemory) -> None:
        """Measure who is connected, until cancelled; count in ``memory`` what they hold."""
        weighing = Weighing(self.node.connections, memory, self._door.refused)
        async with asyncio.TaskGroup() as group:
            group.create_task(weighing.run())
            group.create_task(self.back_pings.run())

    async def close(self) -> None:
        """Dismiss all, and wait until they are gone, `restart_timeout` at most."""
        self.dismiss()
        await self.node.close()
        if self._deadline is not None:
            self._deadline.cancel()

    def _relayed(self) -> Answer:
        if self._hop is None:
            return {}
        statistics = self._hop.statistics
        return {
            "Reservations": statistics.reservations,
            "Circuits": statistics.circuits,
            "Carried": statistics.carried,
        }

    def _cut(self) -> None:
        for connection in self.node.connections:
            connection.abort()
