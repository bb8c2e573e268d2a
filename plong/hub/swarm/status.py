"""What the server's node says of itself and of whom it knows."""

from dataclasses import dataclass
from typing import Final

from plong.protocol.lcdp.endpoint import network_of
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.peer import FIRST_DELAY, Peer

ACTIVE_DELAY: Final = 1.5
"""Seconds of a round trip below which a peer is good to talk with."""
FAST_DELAY: Final = FIRST_DELAY
"""Likewise for a fast one; who has not been measured yet is not fast."""


@dataclass(frozen=True, slots=True)
class ActivePeer:
    """One who answers soon, and whose key is known."""

    endpoint: Endpoint
    key: bytes
    """32 bytes: of several at one address, one that has proved it, and that was heard last."""
    delay: float
    """Seconds of a round trip."""


@dataclass(frozen=True, slots=True)
class SwarmStatus:
    """One look at it."""

    version: str
    """Of this program."""
    key: bytes
    """The node's own, 32 bytes."""
    peers: int
    hosts: int
    """IPv4 addresses and IPv6 /64 among the peers."""
    active: tuple[ActivePeer, ...]
    """The quickest first."""

    @property
    def fast(self) -> int:
        """Return how many of the active are fast."""
        return sum(peer.delay < FAST_DELAY for peer in self.active)


def read_status(version: str, key: bytes, node: LcdpNode) -> SwarmStatus:
    """Look at a node.

    Args:
        version: of this program.
        key: the node's.
        node: is only asked.
    """
    peers = node.peers.rows()
    active = [found for peer in peers if (found := _active(peer, node)) is not None]
    active.sort(key=lambda peer: peer.delay)
    hosts = {network_of(peer.endpoint) for peer in peers}
    return SwarmStatus(version, key, len(peers), len(hosts), tuple(active))


def _active(peer: Peer, node: LcdpNode) -> ActivePeer | None:
    if peer.misses or peer.delay >= ACTIVE_DELAY:
        return None
    known = [node.keyring.find(key) for key in node.keyring.keys_at(peer.endpoint)]
    keys = sorted((one for one in known if one), key=lambda one: not one.is_proven)
    return ActivePeer(peer.endpoint, keys[0].key, peer.delay) if keys else None
