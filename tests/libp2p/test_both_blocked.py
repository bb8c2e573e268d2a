"""Two who say more than the wire takes, both at once: neither waits for the other to read."""

import pytest

from plong.libp2p.node import Node
from plong.libp2p.services import Handler, StreamIO
from tests.support.pipes import World

FLOOD = "/flood"
SIZE = 2 * 1024 * 1024
STREAMS = 32


class Flood(Handler):
    """Says much at once, and takes as much."""

    def __init__(self, io: StreamIO, size: int) -> None:
        self._io = io
        self.heard = 0
        io.send(bytes(size))

    def received(self, data: bytes) -> None:
        self.heard += len(data)
        self._io.consume(len(data))

    def finished(self) -> None:
        """Nobody does."""

    def aborted(self) -> None:
        pytest.fail("It was given up.")

    def drained(self) -> None:
        """Nothing waits for that."""


async def test_both_hear_all_though_both_are_blocked() -> None:
    world = World()
    floods: list[Flood] = []

    def make(io: StreamIO) -> Flood:
        floods.append(Flood(io, SIZE))
        return floods[-1]

    def meet(listener: Node, dialer: Node) -> None:
        listener.offer(FLOOD, make)
        line = world.connect(dialer, listener).connection
        for _ in range(STREAMS):
            line.open(FLOOD, make, lambda: pytest.fail("It was refused."))

    meet(world.node(), world.node())
    world.run()
    assert [flood.heard for flood in floods] == [SIZE] * STREAMS * 2
