"""Whom others are told of: the quickest peers, and others in their turn. docs/wire/lcdp.md.

The same are named until something changes, or `Gossip.rank` is called: strangers ask more often
than one can sort.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Final

from plong.protocol.lcdp.endpoint import MAX_PEERS, Reach
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peer import Peer, order

_BEST: Final = MAX_PEERS // 2


class Gossip:
    """Chooses of the peers.

    Args:
        reach: which addresses others are told of.
        peers: all that there are, as they are at any time.
        room: how many are sorted.
    """

    def __init__(self, reach: Reach, peers: Mapping[Endpoint, Peer], room: int) -> None:
        self._reach = reach
        self._peers = peers
        self._room = room
        self._ranked: list[Endpoint] = []  # and some who are gone
        self._turn = 0
        self._named: dict[bool, tuple[Endpoint, ...]] = {}  # by whether they are of IPv4 only

    def add(self, endpoint: Endpoint) -> None:
        """Take in a new peer; it comes last until `rank`."""
        self.change(endpoint)
        if len(self._ranked) < self._room and self._reach.allows(endpoint):
            self._ranked.append(endpoint)

    def change(self, endpoint: Endpoint) -> None:
        """Take in that a peer is gone, was silent, or was heard again."""
        if any(len(few) <= MAX_PEERS or endpoint in few for few in self._named.values()):
            self._named.clear()

    def rank(self) -> None:
        """Sort, and let others have their turn; is to be called now and then."""
        good = dict.fromkeys(one for one in self._ranked if one in self._peers)
        self._ranked = sorted(good, key=lambda one: order(self._peers[one]))
        self._turn = (self._turn + MAX_PEERS - _BEST) % max(1, len(good))
        self._named.clear()

    def named(self, requester: Endpoint) -> tuple[Endpoint, ...]:
        """Return whom a requester is told of: no IPv6 if it asks over IPv4, which it may die of."""
        is_ipv4 = requester.is_ipv4
        named = self._named.get(is_ipv4)
        if named is None:
            named = self._named[is_ipv4] = self._choose(is_ipv4=is_ipv4)
        if requester in named:
            named = tuple(one for one in named if one != requester)
        return named[:MAX_PEERS]

    def _choose(self, *, is_ipv4: bool) -> tuple[Endpoint, ...]:
        """Return one more than are named: who asks is left out."""
        ranked, turn = self._ranked, self._turn
        named: dict[Endpoint, None] = {}
        for one in chain(ranked[:_BEST], ranked[turn:], ranked[:turn]):
            if len(named) > MAX_PEERS:
                break
            if self._is_good(one) and (one.is_ipv4 or not is_ipv4):
                named[one] = None
        return tuple(named)

    def _is_good(self, endpoint: Endpoint) -> bool:
        peer = self._peers.get(endpoint)
        return peer is not None and not peer.misses
