"""Relayed connections: how many there are, and how much goes through each.

libp2p specs, relay/circuit-v2. A connection counts for both of its peers, and for the address
from where it was asked for.
"""

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.models import Limit


class Side(IntEnum):
    """Whose words go through."""

    CALLER = 0
    CALLED = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Who is connected with whom."""

    caller: PeerId
    called: PeerId
    address: str
    """The caller's: what counts as one address."""


@dataclass(frozen=True, slots=True)
class CircuitRoom:
    """How many relayed connections there may be, those included that are being made."""

    total: int = 1024
    per_peer: int = 16
    per_address: int = 32


class Circuits:
    """Counts relayed connections."""

    def __init__(self, room: CircuitRoom) -> None:
        self._room = room
        self._count = 0
        self._peers: Counter[PeerId] = Counter()
        self._addresses: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._count

    def take(self, pair: Pair) -> bool:
        """Tell whether there may be one more, and count it."""
        peers = max(self._peers[pair.caller], self._peers[pair.called])
        is_full = (
            self._count >= self._room.total
            or peers >= self._room.per_peer
            or self._addresses[pair.address] >= self._room.per_address
        )
        if not is_full:
            self._add(pair, 1)
        return not is_full

    def release(self, pair: Pair) -> None:
        """Forget one that was taken, once: it is closed, or was never made."""
        self._add(pair, -1)
        for peer in (pair.caller, pair.called):
            if not self._peers[peer]:
                del self._peers[peer]
        if not self._addresses[pair.address]:
            del self._addresses[pair.address]

    def _add(self, pair: Pair, number: int) -> None:
        self._count += number
        self._peers[pair.caller] += number
        self._peers[pair.called] += number
        self._addresses[pair.address] += number


class Circuit:
    """What may still go through one relayed connection.

    Args:
        limit: as it was told to both.
        now: seconds of any clock that does not jump.
    """

    def __init__(self, limit: Limit, now: float) -> None:
        self.ends_at = now + limit.duration if limit.duration else float("inf")
        """Seconds of the same clock: when both streams are to be reset."""
        self._is_limited = limit.data > 0
        self._left = [limit.data, limit.data]

    def carry(self, side: Side, size: int) -> int:
        """Return how many of some bytes may be passed on, and count them.

        If they are fewer, pass those on, and reset both streams.
        """
        if not self._is_limited:
            return size
        carried = min(size, self._left[side])
        self._left[side] -= carried
        return carried
