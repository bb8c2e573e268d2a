"""One node of LCDP over one socket: what comes, what is due, and what its owner hears of it."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from plong.lcdp.udp import UdpSocket
from plong.protocol.lcdp.events import Datagram, Event, Step
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode

SHORTEST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 1.0
"""Seconds between two looks at what is due: what comes may make something due at once."""


class Runner:
    """Drives a node until it is closed.

    Args:
        node: whose rules are kept.
        now: returns seconds of a clock that does not go back.
        heard: is called with each event.
        host, port: where to listen, see `UdpSocket`.

    Raises:
        OSError: one cannot listen there.
    """

    def __init__(
        self,
        node: LcdpNode,
        now: Callable[[], float],
        heard: Callable[[Event], None],
        host: str,
        port: int,
    ) -> None:
        self.node = node
        self._now = now
        self._heard = heard
        self._react = node.react
        self.socket = UdpSocket(host, port, self._receive)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.Handle = self._loop.call_soon(self._tick)

    def send(self, datagrams: Iterable[Datagram]) -> None:
        """Send what a method of the node has returned."""
        self.socket.send(datagrams)

    def close(self) -> None:
        """End it."""
        self._timer.cancel()
        self.socket.close()
        self._heard = _nobody  # whoever heard refers to this object

    def _receive(self, data: bytes, source: Endpoint) -> bytes | None:
        follows = self._react(data, source, self._now())
        if isinstance(follows, bytes):
            return follows
        self._follow(follows)
        return None

    def _tick(self) -> None:
        now = self._now()
        if self.node.next_at <= now:
            self._follow(self.node.tick(now))
        pause = min(max(self.node.next_at - now, SHORTEST_PAUSE), LONGEST_PAUSE)
        self._timer = self._loop.call_later(pause, self._tick)

    def _follow(self, step: Step) -> None:
        self.socket.send(step.datagrams)
        for event in step.events:
            self._heard(event)


def _nobody(_: Event) -> None:
    """Hear nothing."""
