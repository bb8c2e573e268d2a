"""What peers of libp2p make the server hold, looked at now and then."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from plong.hub.buffer_memory import BufferMemory
from plong.libp2p.census import address_of
from plong.protocol.errors import Overloaded
from plong.protocol.libp2p.multiaddr import Multiaddr

_INTERVAL: Final = 0.25
"""Seconds between two looks."""


class Weighty(Protocol):
    """What is asked of a `plong.libp2p.connection.Connection`."""

    @property
    def remote(self) -> Multiaddr:
        """Where the other side is."""

    @property
    def held(self) -> int:
        """Bytes that wait in its streams."""

    def abort(self) -> None:
        """End it at once."""


class PeerHolder:
    """One connection, for the memory.

    Args:
        connection: whose bytes they are.
        memory: where they are counted.
        refused: counts a refusal, by its reason.
    """

    def __init__(
        self, connection: Weighty, memory: BufferMemory, refused: Callable[[str], None]
    ) -> None:
        self._connection = connection
        self._refused = refused
        self.share = memory.share(address_of(connection.remote), self)

    def weigh(self) -> None:
        """Tell what it holds now."""
        self.share.change(self._connection.held - self.share.size)

    def trim(self) -> None:
        """Give back nothing, but tell what has gone, perhaps all of it, since the last look."""
        self.weigh()

    def shed(self) -> None:
        """End the connection."""
        self._refused(Overloaded.code)
        self._connection.abort()


class Weighing:
    """Weighs all connections; that costs little beside what they cost themselves.

    Args:
        connections: those that there are, whenever they are asked for.
        memory: where they are counted.
        refused: counts a refusal, by its reason.
    """

    def __init__(
        self,
        connections: Iterable[Weighty],
        memory: BufferMemory,
        refused: Callable[[str], None],
    ) -> None:
        self._connections = connections
        self._memory = memory
        self._refused = refused
        self._holders: dict[Weighty, PeerHolder] = {}

    async def run(self) -> None:
        """Weigh them until cancelled."""
        while True:
            await asyncio.sleep(_INTERVAL)
            self.weigh()

    def weigh(self) -> None:
        """Weigh those who are there, and forget those who are not."""
        before, self._holders = self._holders, {}
        for connection in self._connections:
            holder = before.pop(connection, None) or self._new(connection)
            self._holders[connection] = holder
            holder.weigh()
        for holder in before.values():
            holder.share.end()

    def _new(self, connection: Weighty) -> PeerHolder:
        return PeerHolder(connection, self._memory, self._refused)
