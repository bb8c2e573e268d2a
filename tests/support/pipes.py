"""libp2p's nodes in memory: wires that are queues, and a time that the test moves."""

import random
from collections import deque
from typing import Final

from plong.libp2p.connection import Connection
from plong.libp2p.node import Node, NodeChoices
from plong.libp2p.upgrade import YAMUX
from plong.libp2p.wire import Wire
from plong.noise.host import Host
from plong.protocol.libp2p.multiaddr import parse_multiaddr

HIGH: Final = 64 * 1024
"""Bytes that a wire takes before it says that it is blocked, as asyncio's do."""
KERNEL: Final = 512 * 1024
"""Bytes that the system takes before that, unless the wire is stuck."""
BEGINNING: Final = 1_700_000_000.0
STEP: Final = 1.0


class Pipe(Wire):
    """One end; what is written waits until `World.run`."""

    connection: Connection
    other: "Pipe"

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        self.is_stuck = False
        """Whether the test wants nothing to be taken from it, which the system has no room for."""
        self._is_reading = True
        self._is_blocked = False
        self._is_closing = False
        self._is_lost = False

    @property
    def held(self) -> int:
        """How many bytes were written and not taken."""
        return sum(map(len, self.waiting))

    def write(self, data: bytes) -> None:
        assert data
        if self._is_closing:
            return
        self.waiting.append(data)
        if not self._is_blocked and self.held > (HIGH if self.is_stuck else HIGH + KERNEL):
            self._is_blocked = True
            self.connection.blocked()

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        self._is_reading = True

    def close(self) -> None:
        self._is_closing = True

    def abort(self) -> None:
        self.waiting.clear()
        self._is_closing = True

    def run(self) -> bool:
        """Do one thing that is to be done; tell whether there was one."""
        if self.waiting and not self.is_stuck and self.other._is_reading:
            self._carry()
            return True
        if self._is_closing and not self.waiting and not self._is_lost:
            self.lose()
            return True
        return False

    def lose(self) -> None:
        """Lose both ends, and all that waits."""
        for end in (self, self.other):
            end.waiting.clear()
            if not end._is_lost:
                end._is_lost = end._is_closing = True
                end.connection.lost()

    def _carry(self) -> None:
        self.other.connection.received(self.waiting.popleft())
        if self._is_blocked and self.held < HIGH:
            self._is_blocked = False
            self.connection.unblocked()


class World:
    """Some nodes, what is between them, and one clock."""

    def __init__(self) -> None:
        self.time = BEGINNING
        self.refusals: list[str] = []
        """What all nodes have refused, in short words."""
        self._chance = random.Random(6)
        self._nodes: list[Node] = []
        self._pipes: list[Pipe] = []

    def node(self, streams: int = 64) -> Node:
        """Return another node, the same in each run."""
        randbytes = self._chance.randbytes
        keys = Host(randbytes(32), randbytes(32), (YAMUX,))
        choices = NodeChoices(
            "plong/0", streams=streams, asks_who=False, refused=self.refusals.append
        )
        self._nodes.append(Node(keys, choices, lambda: self.time, randbytes))
        return self._nodes[-1]

    def connect(self, dialer: Node, listener: Node, host: str = "192.0.2.1") -> Pipe:
        """Connect two nodes; return the dialer's end.

        Args:
            dialer: who is the one side.
            listener: who is the other.
            host: the dialer's IP address.
        """
        near, far = Pipe(), Pipe()
        near.other, far.other = far, near
        far.connection = listener.inbound(far, parse_multiaddr(f"/ip4/{host}/tcp/1024"))
        near.connection = dialer.outbound(near, parse_multiaddr("/ip4/192.0.2.200/tcp/4001"))
        self._pipes += [near, far]
        self.run()
        assert near.connection.is_ready
        return near

    def run(self) -> None:
        """Carry all that waits, and what follows from it."""
        while any(pipe.run() for pipe in self._pipes):
            pass

    def wait(self, seconds: float) -> None:
        """Let time go by, with a look at each node every second."""
        end = self.time + seconds
        while self.time < end:
            self.time = min(end, self.time + STEP)
            for node in self._nodes:
                node.tick()
            self.run()
