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
        """Go on until cancelled; who answers late holds up nobody else."""
        async with asyncio.TaskGroup() as group:
            while True:
                await asyncio.sleep(_LOOK)
                for peer in self._take_due():
                    group.create_task(self._measure(peer))

    async def measure(self) -> None:
        """Ask those whose time has come, and wait for all of them."""
        await asyncio.gather(*map(self._measure, self._take_due()))

    def _take_due(self) -> list[PeerId]:
        now = self._now()
        due = [peer for peer, time in self._due.items() if time <= now]
        self._due.update(dict.fromkeys(due, now + AGAIN))
        return due

    async def _measure(self, peer: PeerId) -> None:
        if peer not in self._due:  # gone before its turn
            return
        pinger = self._node.pinger(peer)
        try:
            seconds = await pinger.ping(TIMEOUT)
        except PingFailed:
            self._times.pop(peer, None)
        else:
            if peer in self._due:
                self._times[peer] = seconds
            pinger.finish()

    def _connected(self, peer: PeerId) -> None:
        self._due[peer] = self._now() + FIRST

    def _lost(self, peer: PeerId) -> None:
        del self._due[peer]
        self._times.pop(peer, None)
