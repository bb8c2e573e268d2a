"""Which connections there are: of whom, from where, and whether there may be another."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from plong.libp2p.connection import Connection
from plong.libp2p.errors import FULL, Refused
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.sources import address_key


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections there may be. Those that we dial count, and are never refused."""

    total: int = 256
    per_address: int = 16
    """An IPv4 address, or an IPv6 /64."""
    per_peer: int = 8


class Census:
    """All connections of a node, from the socket's beginning to its very end."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._addresses: dict[Connection, str] = {}
        self._per_address: Counter[str] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()
        self._peers: dict[Connection, PeerId] = {}
        self._by_peer: dict[PeerId, list[Connection]] = {}

    def reconfigure(self, room: Room) -> None:
        """Let so many in from now on; who is there stays."""
        self._room = room

    def __iter__(self) -> Iterator[Connection]:
        return iter([*self._addresses])

    def __len__(self) -> int:
        return len(self._addresses)

    @property
    def peers(self) -> tuple[PeerId, ...]:
        """Who is connected, and has proved who it is."""
        return tuple(self._by_peer)

    def of(self, peer: PeerId) -> tuple[Connection, ...]:
        """Return a peer's connections, the oldest first."""
        return tuple(self._by_peer.get(peer, ()))

    def check(self, remote: Multiaddr) -> None:
        """Raise `Refused` if there may not be another from there."""
        if len(self._addresses) >= self._room.total:
            raise Refused(f"There are {self._room.total} connections already.", FULL)
        if self._per_address[address_of(remote)] >= self._room.per_address:
            raise Refused(f"One address has {self._room.per_address} connections already.")

    def add(self, connection: Connection) -> None:
        """Count one more."""
        address = address_of(connection.remote)
        self._addresses[connection] = address
        self._empty.clear()
        self._per_address[address] += 1

    def know(self, connection: Connection) -> bool:
        """Take in whose it is; tell whether it is that peer's first.

        Raises:
            Refused: the peer has too many.
        """
        known = self._by_peer.setdefault(connection.peer, [])
        if len(known) >= self._room.per_peer:
            raise Refused(f"One peer has {self._room.per_peer} connections already.")
        known.append(connection)
        self._peers[connection] = connection.peer
        return len(known) == 1

    def forget_peer(self, connection: Connection) -> PeerId | None:
        """Count it as its peer's no more; return the peer, if it was the last."""
        peer = self._peers.pop(connection, None)
        if peer is None:
            return None
        self._by_peer[peer].remove(connection)
        if self._by_peer[peer]:
            return None
        del self._by_peer[peer]
        return peer

    def remove(self, connection: Connection) -> None:
        """Count it no more."""
        address = self._addresses.pop(connection)
        self._per_address[address] -= 1
        if not self._per_address[address]:
            del self._per_address[address]
        if not self._addresses:
            self._empty.set()

    async def wait_until_empty(self) -> None:
        """Wait until there are none."""
        await self._empty.wait()


def address_of(remote: Multiaddr) -> str:
    """Return what counts as one address: an IPv4 address, an IPv6 /64, or a name."""
    return address_key(remote.parts[0].value)
