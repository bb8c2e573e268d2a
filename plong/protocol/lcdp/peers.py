"""The other nodes that a node knows to be where they say.

A peer has brought our cookie back from its address, or had done so before a restart. It is called
from time to time; whoever is silent is asked again and then forgotten. docs/wire/lcdp.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Final

from plong.protocol.lcdp.endpoint import MAX_PEERS, Reach, gossip_for, network_of
from plong.protocol.lcdp.models import Cookie, Endpoint

ROOM: Final = 1024
ROOM_PER_NETWORK: Final = 16
"""At one IPv4 address or IPv6 /64, all ports together."""
INTERVAL: Final = 25.0
"""Seconds between two calls, few enough to keep a NAT's door open."""
RETRY: Final = 5.0
"""Seconds until a silent peer is called again."""
MAX_MISSES: Final = 4
"""Calls without an answer after which a peer is forgotten."""
FIRST_DELAY: Final = 0.5
"""Seconds that the round trip of a new peer is thought to take."""

_BEST: Final = MAX_PEERS // 2


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer, as it was when last looked at."""

    endpoint: Endpoint
    heard_at: float
    """Seconds: when its last verified datagram came."""
    delay: float = FIRST_DELAY
    """Seconds of a round trip; more after each call without an answer."""
    cookie: Cookie | None = None
    """What it wants returned; None: it has not said."""
    call_at: float = 0.0
    """Seconds: when it is called next."""
    called: tuple[str, float] | None = None
    """The cookie of the last call that is not answered, and its time in seconds."""
    misses: int = 0
    """Calls without an answer since it was last heard."""
    is_waited_for: bool = False
    """Whether nothing was heard since the last call."""


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
        self._reach = reach
        self._room = room
        self._room_per_network = room_per_network
        self._peers: dict[Endpoint, Peer] = {}  # heard longest ago first
        self._networks: dict[str, dict[Endpoint, None]] = {}  # likewise
        self._ranked: list[Endpoint] = []  # whom others may be told of, and some who are gone
        self._turn = 0
        self._asked = 0

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
            self._put(Peer(row.endpoint, row.heard_at, row.delay, row.cookie, now))

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
        call_at = now + INTERVAL if known.is_waited_for else known.call_at
        self._move_last(
            Peer(endpoint, now, known.delay, cookie or known.cookie, call_at, known.called)
        )
        return False

    def returned(self, endpoint: Endpoint, cookie: Cookie, now: float) -> None:
        """Take in the answer to a call: the round trip, if it is the answer to the last one."""
        peer = self._peers.get(endpoint)
        if peer is None or peer.called is None or peer.called[0] != cookie.text:
            return
        delay = max(0.0, now - peer.called[1])
        self._peers[endpoint] = replace(peer, delay=delay, called=None)

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
        peer = self._peers[endpoint]
        if peer.is_waited_for:
            peer = replace(peer, misses=peer.misses + 1, delay=peer.delay * 4 / 3 + 0.001)
        if peer.misses >= MAX_MISSES:
            self.forget(endpoint)
            return False
        called = replace(peer, called=(text, now), call_at=now + RETRY, is_waited_for=True)
        self._peers[endpoint] = called
        return True

    def next_at(self) -> float:
        """Return when a peer is to be called, in seconds; infinity: there is none."""
        return min((peer.call_at for peer in self._peers.values()), default=float("inf"))

    def some(self, limit: int) -> list[Peer]:
        """Return peers to ask: half of them the quickest, the others in their turn."""
        good = sorted((peer for peer in self._peers.values() if not peer.misses), key=_order)
        best, others = good[: limit // 2], good[limit // 2 :]
        self._asked = (self._asked + limit) % max(1, len(others))
        return [*best, *[*others[self._asked :], *others[: self._asked]][: limit - len(best)]]

    def gossip(self, requester: Endpoint) -> tuple[Endpoint, ...]:
        """Return whom a requester is told of: the quickest, and others in their turn."""
        ranked = self._ranked
        self._turn = (self._turn + MAX_PEERS - _BEST) % max(1, len(ranked))
        some = ranked[self._turn : self._turn + MAX_PEERS]
        order = dict.fromkeys([*ranked[:_BEST], *some, *ranked[: 2 * MAX_PEERS]])
        named = (one for one in order if one != requester and self._is_good(one))
        return gossip_for(requester, named)

    def rank(self) -> None:
        """Sort whom others are told of; is to be called now and then, for it takes a while."""
        good = dict.fromkeys(one for one in self._ranked if one in self._peers)
        self._ranked = sorted(good, key=lambda one: _order(self._peers[one]))

    def forget(self, endpoint: Endpoint) -> None:
        """Forget a peer, if it is known."""
        if self._peers.pop(endpoint, None) is None:
            return
        network = network_of(endpoint)
        del self._networks[network][endpoint]
        if not self._networks[network]:
            del self._networks[network]

    def _is_good(self, endpoint: Endpoint) -> bool:
        peer = self._peers.get(endpoint)
        return peer is not None and not peer.misses

    def _put(self, peer: Peer) -> None:
        self.forget(peer.endpoint)
        of_network = self._networks.get(network_of(peer.endpoint), {})
        if len(of_network) >= self._room_per_network:
            self.forget(next(iter(of_network)))
        elif len(self._peers) >= self._room:
            self.forget(next(self._of_fullest()))
        self._peers[peer.endpoint] = peer
        self._networks.setdefault(network_of(peer.endpoint), {})[peer.endpoint] = None
        if len(self._ranked) < 2 * self._room and self._reach.allows(peer.endpoint):
            self._ranked.append(peer.endpoint)

    def _of_fullest(self) -> Iterator[Endpoint]:
        fullest = max(map(len, self._networks.values()))
        return (one for one in self._peers if len(self._networks[network_of(one)]) == fullest)

    def _move_last(self, peer: Peer) -> None:
        del self._peers[peer.endpoint]
        self._peers[peer.endpoint] = peer
        of_network = self._networks[network_of(peer.endpoint)]
        of_network[peer.endpoint] = of_network.pop(peer.endpoint)


def _order(peer: Peer) -> tuple[float, int, str]:
    """Quick ones first; of equals those whose address is short, so that it fits an answer."""
    name = str(peer.endpoint)
    return round(peer.delay, 2), len(name) if peer.endpoint.is_ipv4 else 99, name
