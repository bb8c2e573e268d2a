"""Many LCDP nodes in one process, with a network that loses, repeats, reorders and drops."""

import random
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import accumulate, count
from math import ceil, isinf
from typing import Protocol

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


class Owner(Protocol):
    """Who wants something of the swarm through a node."""

    next_at: float
    """When `act` is to be called, in seconds."""

    def hear(self, event: Event, now: float) -> None:
        """Take in what its node heard."""

    def act(self, now: float) -> list[Datagram]:
        """Return what it wants said, once all has been heard that came at one time."""


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
        delays: how long one is under way, the least and the most in seconds.
        grain: in seconds; what comes within one is taken in at once, for much is dear otherwise.
    """

    def __init__(
        self,
        seed: int = 0,
        loss: float = 0.0,
        delays: tuple[float, float] = (0.01, 0.2),
        grain: float = 0.0,
    ) -> None:
        self.now = START
        self.nodes: dict[Endpoint, LcdpNode] = {}
        self.programs: dict[Endpoint, Program] = {}
        self.owners: dict[Endpoint, Owner] = {}
        self.events: dict[Endpoint, list[Event]] = {}  # of nodes without an owner
        self.received: dict[Endpoint, list[bytes]] = {}  # by who is nobody
        self.behind_nat: set[Endpoint] = set()
        self._doors: dict[tuple[Endpoint, Endpoint], float] = {}
        self._chance = random.Random(seed)
        self._numbers_of_copies = tuple(accumulate((loss, 1 - 2 * loss, loss)))
        self._delays = delays
        self._grain = grain
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
        copies = self._chance.choices((0, 1, 2), cum_weights=self._numbers_of_copies)[0]
        for _ in range(copies):
            at = self._round_up(self.now + self._chance.uniform(*self._delays))
            heappush(self._under_way, (at, next(self._number), source, datagram))

    def run(self, seconds: float) -> None:
        """Let time go on."""
        until = self.now + seconds
        while (at := self._next_at()) <= until:
            self.now = max(self.now, at)
            self._deliver()
            self._tick()
            self._act()
        self.now = until

    def _round_up(self, seconds: float) -> float:
        if not self._grain or isinf(seconds):
            return seconds
        return ceil(seconds / self._grain) * self._grain

    def _next_at(self) -> float:
        timers = (self._due[endpoint] for endpoint in self.nodes)
        return min(
            min(timers, default=float("inf")),
            min(
                (self._round_up(one.next_at) for one in self.owners.values()), default=float("inf")
            ),
            self._under_way[0][0] if self._under_way else float("inf"),
        )

    def _tick(self) -> None:
        for endpoint, node in self.nodes.items():
            if self._due[endpoint] <= self.now:
                for datagram in node.tick(self.now).datagrams:
                    self.send(endpoint, datagram)
                self._due[endpoint] = node.next_at

    def _act(self) -> None:
        for endpoint, owner in self.owners.items():
            if self._round_up(owner.next_at) <= self.now:
                for datagram in owner.act(self.now):
                    self.send(endpoint, datagram)

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
            self._tell(to, step.events)
            self._due[to] = self.nodes[to].next_at
            for answer in step.datagrams:
                self.send(to, answer)
        elif to in self.programs:
            said = self.programs[to](datagram.data, source)
            if said is not None:
                self.send(to, Datagram(source, said))
        else:
            self.received.setdefault(to, []).append(datagram.data)

    def _tell(self, to: Endpoint, events: Iterable[Event]) -> None:
        owner = self.owners.get(to)
        if owner is None:
            self.events[to] += events
            return
        for event in events:
            owner.hear(event, self.now)
