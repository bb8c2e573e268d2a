"""Measuring those who are connected, over their own connections."""

import asyncio
import statistics
from collections.abc import Callable
from typing import Final

from plong.libp2p.measure import PingFailed
from plong.libp2p.node import Node
from plong.protocol.libp2p.peer_id import PeerId

FIRST: Final = 10.0
"""Seconds that somebody has been here before being measured: most guests are short."""
AGAIN: Final = 120.0
"""Seconds until the next time. Longer than a connection may be idle, so that it still ends."""
TIMEOUT: Final = 10.0
"""Seconds for an answer."""

_LOOK: Final = 1.0


class BackPings:
    """Pings each peer now and then, on one stream at a time.

    Args:
        node: whose peers.
        now: returns seconds of any clock that does not jump.
    """

    def __init__(self, node: Node, now: Callable[[], float]) -> None:
        self._node = node
        self._now = now
        self._due: dict[PeerId, float] = {}
        self._times: dict[PeerId, float] = {}
        node.watch(self._connected, self._lost)

    @property
    def measured(self) -> int:
        """Of how many peers the last ping was answered."""
        return len(self._times)

    @property
    def median(self) -> float | None:
        """Seconds there and back, of the peer in the middle; None: nobody was measured."""
        return statistics.median(self._times.values()) if self._times else None

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(_LOOK)
            await self.measure()

    async def measure(self) -> None:
        """Ping those whose time has come."""
        now = self._now()
        due = [peer for peer, time in self._due.items() if time <= now]
        await asyncio.gather(*map(self._measure, due))

    async def _measure(self, peer: PeerId) -> None:
        pinger = self._node.pinger(peer)
        try:
            seconds = await pinger.ping(TIMEOUT)
        except PingFailed:
            self._times.pop(peer, None)
        else:
            if peer in self._due:
                self._times[peer] = seconds
            pinger.finish()
        if peer in self._due:
            self._due[peer] = self._now() + AGAIN

    def _connected(self, peer: PeerId) -> None:
        self._due[peer] = self._now() + FIRST

    def _lost(self, peer: PeerId) -> None:
        del self._due[peer]
        self._times.pop(peer, None)
