"""Who may be reached by way of this relay, and until when.

A peer has one reservation, however often it asks: asking again refreshes it. As names cost
nothing, addresses are counted, too. libp2p specs, relay/circuit-v2.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import Final

from plong.protocol.libp2p.peer_id import PeerId

RESERVATION_TTL: Final = 3600
"""Seconds; peers ask again some minutes before."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many reservations there may be."""

    total: int = 1024
    per_address: int = 16


@dataclass(frozen=True, slots=True)
class _Held:
    address: str
    expires: int


class Reservations:
    """All reservations, the one that ends first in front."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._held: OrderedDict[PeerId, _Held] = OrderedDict()
        self._addresses: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._held)

    def reserve(self, peer: PeerId, address: str, now: float) -> int | None:
        """Make or refresh a reservation; return when it ends, in epoch seconds.

        None: there is no room. What the peer had before, it keeps.

        Args:
            peer: who asks.
            address: from where: what counts as one address.
            now: epoch seconds, never less than before.
        """
        self.prune(now)
        before = self._held.get(peer)
        is_same = before is not None and before.address == address
        if not is_same and self._addresses[address] >= self._room.per_address:
            return None
        if before is None and len(self._held) >= self._room.total:
            return None
        self.release(peer)
        self._held[peer] = _Held(address, int(now) + RESERVATION_TTL)
        self._addresses[address] += 1
        return self._held[peer].expires

    def holds(self, peer: PeerId, now: float) -> bool:
        """Tell whether a peer may be reached."""
        self.prune(now)
        return peer in self._held

    def release(self, peer: PeerId) -> None:
        """Forget a peer's reservation, if it has one: its last connection is lost."""
        held = self._held.pop(peer, None)
        if held is not None:
            self._addresses[held.address] -= 1
            if not self._addresses[held.address]:
                del self._addresses[held.address]

    def prune(self, now: float) -> None:
        """Forget what is over."""
        while self._held:
            peer, held = next(iter(self._held.items()))
            if held.expires > now:
                return
            self.release(peer)
