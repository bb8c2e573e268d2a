"""What LCDP's node keeps, as long as the process lives."""

from dataclasses import replace

from plong.protocol.lcdp.peer import Peer
from plong.store.swarm.base import Snapshot, SwarmStore


class MemorySwarm(SwarmStore):
    """Holds it."""

    def __init__(self) -> None:
        self._known = Snapshot()

    async def load(self) -> Snapshot:
        """See `SwarmStore.load`."""
        return self._known

    async def save(self, known: Snapshot) -> None:
        """See `SwarmStore.save`."""
        self._known = replace(known, peers=tuple(map(_without_calls, known.peers)))


def _without_calls(peer: Peer) -> Peer:
    return Peer(peer.endpoint, peer.heard_at, peer.delay, peer.cookie)
