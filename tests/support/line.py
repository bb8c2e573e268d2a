"""A send buffer with its wire and two senders."""

import asyncio

from plong.hub.flow import Flow
from plong.hub.send_buffer import SendBuffer
from plong.protocol.messages import TEXT
from tests.support.fakes import ROOM, FakeHolder, FakeSender, FakeWire, end_of_turn


class Line:
    """Alice and bob send to somebody through a buffer."""

    def __init__(self, flow: Flow) -> None:
        self.wire = FakeWire()
        self.given_up = asyncio.Event()
        self.share = FakeHolder(flow.memory, "192.0.2.1").share
        self.buffer = SendBuffer(flow, self.wire, self.given_up.set, self.share)
        self.wire.buffer = self.buffer
        self.alice, self.bob = FakeSender(), FakeSender()

    def put(self, count: int = 1, sender: FakeSender | None = None, size: int = 1) -> None:
        """Send some messages; they are alice's if nobody is named."""
        for _ in range(count):
            self.buffer.put(TEXT, b"x" * size, sender or self.alice)

    async def fill(self) -> None:
        """Write as much as makes the buffer full to a slow wire: neither alice's nor bob's."""
        self.wire.is_slow = True
        self.put(ROOM, FakeSender())
        await end_of_turn()
