"""A seat in the hub as a connection of libp2p uses it."""

import pytest

from plong.endpoints.libp2p.message_wire import LONGEST, MessageWire
from plong.hub.connection import Connection
from plong.protocol.closes import TOO_SLOW
from plong.protocol.messages import BINARY
from tests.support.fakes import FakeListener, FakeWire, end_of_turn, make_flow


class Seat:
    """A seat whose socket takes all."""

    def __init__(self) -> None:
        self.socket = FakeWire()
        flow = make_flow(100, 10 * LONGEST)
        self.seat = Connection(self.socket, FakeListener(), "192.0.2.1", flow, too_slow=TOO_SLOW)
        self.socket.buffer = self.seat.buffer
        self.finished = 0
        self.wire = MessageWire(self.seat, self._finish)

    def _finish(self) -> None:
        self.finished += 1


@pytest.mark.parametrize("size", [1, LONGEST, LONGEST + 1, 3 * LONGEST])
async def test_what_is_long_is_cut(size: int) -> None:
    fake = Seat()
    data = bytes(range(256)) * (size // 256 + 1)
    fake.wire.write(data[:size])
    await end_of_turn()
    assert b"".join(fake.socket.payloads) == data[:size]
    assert {kind for kind, _ in fake.socket.written} == {BINARY}
    assert max(map(len, fake.socket.payloads)) <= LONGEST


async def test_nothing_is_written_once_it_is_left() -> None:
    fake = Seat()
    fake.seat.is_open = False
    fake.wire.write(b"late")
    await end_of_turn()
    assert fake.socket.written == []


async def test_reading_ending_and_cutting_are_passed_on() -> None:
    fake = Seat()
    fake.wire.pause_reading()
    assert not fake.socket.is_reading
    fake.wire.resume_reading()
    assert fake.socket.is_reading
    fake.wire.close()
    assert fake.finished == 1
    fake.wire.abort()
    assert fake.socket.is_aborted
