"""Keeps whom the server's node knows over restarts."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from plong.protocol.errors import Unavailable
from plong.protocol.lcdp.node import LcdpNode
from plong.store.swarm.base import Snapshot, SwarmStore

INTERVAL: Final = 300.0
"""Seconds between two savings: as much is lost by a crash, and the swarm tells it again."""

_log = logging.getLogger("plong.swarm")


class Persistence:
    """Loads whom a node knows, and saves it from time to time.

    Args:
        node: whose peers and keys.
        store: where they are kept.
        now: returns epoch seconds.
    """

    def __init__(self, node: LcdpNode, store: SwarmStore, now: Callable[[], float]) -> None:
        self.node: Final = node
        self._store = store
        self._now = now

    async def load(self) -> None:
        """Tell the node whom it knew. Raise `Unavailable`.

        Nobody was heard in the future: who was, by a clock that was wrong, would never be old.
        """
        known, now = await self._store.load(), self._now()
        peers = (replace(peer, heard_at=min(peer.heard_at, now)) for peer in known.peers)
        keys = (replace(key, heard_at=min(key.heard_at, now)) for key in known.keys)
        self.node.peers.restore(peers, now)
        self.node.keyring.restore(keys)
        self.node.keyring.prune(now)

    async def run(self) -> None:
        """Save until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.save()
            except Unavailable:
                _log.debug("The store is unavailable; whom LCDP knows is saved later.")

    async def save(self) -> None:
        """Save once. Raise `Unavailable`."""
        known = Snapshot(self.node.peers.rows(), self.node.keyring.rows())
        await self._store.save(known)
