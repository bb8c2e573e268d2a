"""The other nodes that a node knows to be where they say.

A peer has brought our cookie back from its address, or had done so before a restart. It is called
from time to time; whoever is silent is asked again and then forgotten. docs/wire/lcdp.md.
"""

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import Final

from plong.protocol.lcdp.endpoint import Reach, network_of
from plong.protocol.lcdp.gossip import Gossip
from plong.protocol.lcdp.models import Cookie, Endpoint
from plong.protocol.lcdp.peer import Peer, order

ROOM: Final = 1024
ROOM_PER_NETWORK: Final = 16
"""At one IPv4 address or IPv6 /64, all ports together."""


class PeerTable:
    """Keeps the peers: bounded, and of one network only a few.

    Where there is no room, the network with the most peers loses the one that was heard longest
    ago: it takes many networks to push others out.

    Args:
        reach: which addresses others are told of.
        room: how many there are at most.
        room_per_network: how many of one network.
    """

    def __init__(
        self, reach: Reach, room: int = ROOM, room_per_network: int = ROOM_PER_NETWORK
    ) -> None:
        self._room = room
        self._room_per_network = room_per_network
        self._peers: dict[Endpoint, Peer] = {}  # heard longest ago first
        self._networks: dict[str, dict[Endpoint, None]] = {}  # likewise
        self._gossip = Gossip(reach, self._peers, 2 * room)
        self._turn = 0
        self._next_at: float | None = float("inf")  # None: to be looked up

    def __len__(self) -> int:
        return len(self._peers)

    def __contains__(self, endpoint: object) -> bool:
        return endpoint in self._peers

    def find(self, endpoint: Endpoint) -> Peer | None:
        """Return what is known of a peer."""
        return self._peers.get(endpoint)

    def rows(self) -> tuple[Peer, ...]:
        """Return all peers, heard longest ago first, for `restore` after a restart."""
        return tuple(self._peers.values())

    def restore(self, rows: Iterable[Peer], now: float) -> None:
        """Take in what `rows` returned before a restart; all are called at once."""
        for row in rows:
            self._put(row.restored(now))

    def hear(self, endpoint: Endpoint, cookie: Cookie | None, now: float) -> bool:
        """Note that a verified datagram came from there; tell whether the peer is new.

        Args:
            endpoint: where it came from.
            cookie: what it wants returned; None: it did not say.
            now: seconds.
        """
        known = self._peers.get(endpoint)
        if known is None:
            self._put(Peer(endpoint, now, cookie=cookie, call_at=now))
            return True
        if known.is_known_to_be_well(cookie, now):
            return False
        if known.misses:
            self._gossip.change(endpoint)
        self._move_last(known.heard(cookie, now))
        self._wake(known)
        return False

    def returned(self, endpoint: Endpoint, cookie: Cookie, now: float) -> None:
        """Take in the answer to a call: the round trip, if it is the answer to the last one."""
        peer = self._peers.get(endpoint)
        if peer is not None:
            self._peers[endpoint] = peer.returned(cookie, now)

    def due(self, now: float, limit: int) -> list[Peer]:
        """Return some of the peers to be called now, those who wait longest first."""
        waiting = (peer for peer in self._peers.values() if peer.call_at <= now)
        return nsmallest(limit, waiting, key=lambda peer: peer.call_at)

    def call(self, endpoint: Endpoint, text: str, now: float) -> bool:
        """Note that a peer is called; False: it was silent for too long, and is forgotten.

        Args:
            endpoint: whose.
            text: the cookie that it is to return once.
            now: seconds.
        """
        peer = self._peers[endpoint].call(text, now)
        if peer.is_lost:
            self.forget(endpoint)
            return False
        if peer.misses:
            self._gossip.change(endpoint)
        self._wake(self._peers[endpoint])
        self._peers[endpoint] = peer
        return True

    def next_at(self) -> float:
        """Return when a peer is to be called, in seconds; infinity: there is none."""
        if self._next_at is None:
            times = (peer.call_at for peer in self._peers.values())
            self._next_at = min(times, default=float("inf"))
        return self._next_at

    def some(self, limit: int) -> list[Peer]:
        """Return peers to ask: half of them the quickest, the others in their turn."""
        good = sorted((peer for peer in self._peers.values() if not peer.misses), key=order)
        best, others = good[: limit // 2], good[limit // 2 :]
        self._turn = (self._turn + limit) % max(1, len(others))
        return [*best, *others[self._turn :], *others[: self._turn]][:limit]

    def gossip(self, requester: Endpoint) -> tuple[Endpoint, ...]:
        """Return whom a requester is told of: the quickest, and others in their turn."""
        return self._gossip.named(requester)

    def rank(self) -> None:
        """Sort whom others are told of; is to be called now and then, for it takes a while."""
        self._gossip.rank()

    def forget(self, endpoint: Endpoint) -> None:
        """Forget a peer, if it is known."""
        peer = self._peers.pop(endpoint, None)
        if peer is None:
            return
        self._wake(peer)
        self._gossip.change(endpoint)
        network = network_of(endpoint)
        del self._networks[network][endpoint]
        if not self._networks[network]:
            del self._networks[network]

    def _put(self, peer: Peer) -> None:
        self.forget(peer.endpoint)
        of_network = self._networks.get(network_of(peer.endpoint), {})
        if len(of_network) >= self._room_per_network:
            self.forget(next(iter(of_network)))
        elif len(self._peers) >= self._room:
            self.forget(next(self._of_fullest()))
        self._peers[peer.endpoint] = peer
        self._next_at = None if self._next_at is None else min(self._next_at, peer.call_at)
        self._networks.setdefault(network_of(peer.endpoint), {})[peer.endpoint] = None
        self._gossip.add(peer.endpoint)

    def _wake(self, before: Peer) -> None:
        """Look up anew when a peer is to be called, if this one was the next that was."""
        if before.call_at == self._next_at:
            self._next_at = None

    def _of_fullest(self) -> Iterator[Endpoint]:
        fullest = max(map(len, self._networks.values()))
        return (one for one in self._peers if len(self._networks[network_of(one)]) == fullest)

    def _move_last(self, peer: Peer) -> None:
        del self._peers[peer.endpoint]
        self._peers[peer.endpoint] = peer
        of_network = self._networks[network_of(peer.endpoint)]
        of_network[peer.endpoint] = of_network.pop(peer.endpoint)
