"""Many LCDP nodes in one process, with a network that loses, repeats, reorders and drops."""

import random
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.events import Datagram, Event
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices, DirectoryEntry
from plong.protocol.lcdp.provider import ContentProvider, NoContent

START = 1_900_000_000.0
OPEN = Reach(loopback=True, private=True)
DOOR_OPEN = 120.0

Program = Callable[[bytes, Endpoint], bytes | None]
"""A simple node: what it answers to a datagram."""


def make_crypto(number: int) -> NoiseCrypto:
    """Return the keys of a node."""
    return NoiseCrypto(number.to_bytes(32, "big"))


def make_node(
    number: int,
    bootstrap: tuple[Endpoint, ...] = (),
    provider: ContentProvider | None = None,
    *,
    hears_all: bool = False,
    directory: Callable[[bytes, Endpoint], DirectoryEntry | None] | None = None,
    kind: type[LcdpNode] = LcdpNode,
) -> LcdpNode:
    """Return a node whose keys and random bytes follow from a number."""
    crypto = make_crypto(number)
    choices = Choices(OPEN, provider or NoContent(), bootstrap, hears_all, directory, "1.2.3")
    return kind(crypto, random.Random(number).randbytes, START, choices)


class Swarm:
    """A network and its nodes; time goes on only in `run`.

    Args:
        seed: of everything that is left to chance.
        loss: the part of the datagrams that is lost, and another that comes twice.
    """

    def __init__(self, seed: int = 0, loss: float = 0.0) -> None:
        self.now = START
        self.nodes: dict[Endpoint, LcdpNode] = {}
        self.programs: dict[Endpoint, Program] = {}
        self.events: dict[Endpoint, list[Event]] = {}
        self.received: dict[Endpoint, list[bytes]] = {}  # by who is nobody
        self.behind_nat: set[Endpoint] = set()
        self._doors: dict[tuple[Endpoint, Endpoint], float] = {}
        self._chance = random.Random(seed)
        self._loss = loss
        self._under_way: list[tuple[float, int, Endpoint, Datagram]] = []
        self._number = count()
        self._due: dict[Endpoint, float] = {}  # for `next_at` looks at every peer

    def add(self, endpoint: Endpoint, node: LcdpNode) -> None:
        """Let a node take part."""
        self.nodes[endpoint] = node
        self.events[endpoint] = []
        self._due[endpoint] = node.next_at

    def send(self, source: Endpoint, datagram: Datagram) -> None:
        """Put a datagram under way; whoever forges names another source."""
        self._doors[source, datagram.to] = self.now
        copies = self._chance.choices((0, 1, 2), (self._loss, 1 - 2 * self._loss, self._loss))[0]
        for _ in range(copies):
            at = self.now + self._chance.uniform(0.01, 0.2)
            heappush(self._under_way, (at, next(self._number), source, datagram))

    def run(self, seconds: float) -> None:
        """Let time go on."""
        until = self.now + seconds
        while (at := self._next_at()) <= until:
            self.now = max(self.now, at)
            self._deliver()
            self._tick()
        self.now = until

    def _next_at(self) -> float:
        timers = (self._due[endpoint] for endpoint in self.nodes)
        return min(
            min(timers, default=float("inf")),
            self._under_way[0][0] if self._under_way else float("inf"),
        )

    def _tick(self) -> None:
        for endpoint, node in self.nodes.items():
            if self._due[endpoint] <= self.now:
                for datagram in node.tick(self.now).datagrams:
                    self.send(endpoint, datagram)
                self._due[endpoint] = node.next_at

    def _deliver(self) -> None:
        while self._under_way and self._under_way[0][0] <= self.now:
            _, _, source, datagram = heappop(self._under_way)
            if self._is_let_in(source, datagram.to):
                self._hand_over(source, datagram)

    def _is_let_in(self, source: Endpoint, to: Endpoint) -> bool:
        opened_at = self._doors.get((to, source), float("-inf"))
        return to not in self.behind_nat or self.now - opened_at < DOOR_OPEN

    def _hand_over(self, source: Endpoint, datagram: Datagram) -> None:
        to = datagram.to
        if to in self.nodes:
            step = self.nodes[to].receive(datagram.data, source, self.now)
            self.events[to] += step.events
            self._due[to] = self.nodes[to].next_at
            for answer in step.datagrams:
                self.send(to, answer)
        elif to in self.programs:
            said = self.programs[to](datagram.data, source)
            if said is not None:
                self.send(to, Datagram(source, said))
        else:
            self.received.setdefault(to, []).append(datagram.data)
