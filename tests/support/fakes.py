"""Clients without sockets, and a clock: they behave, and remember what was done to them."""

import asyncio
from collections.abc import Callable, Sequence

from plong.hub.buffer_memory import BufferMemory
from plong.hub.clock import Clock
from plong.hub.connection import Connection
from plong.hub.flow import Flow
from plong.hub.send_buffer import SendBuffer
from plong.hub.tally import Tally
from plong.hub.wire import Held, Item
from plong.protocol.closes import TOO_SLOW, Close
from plong.protocol.events import Event
from tests.support.peers import NOW

ROOM = 4
"""Messages, and tens of bytes, that a fake flow's buffers hold."""


def make_flow(
    max_messages: int = ROOM,
    max_bytes: int = 10 * ROOM,
    slow_timeout: float = 60,
    memory: int = 1 << 30,
) -> Flow:
    return Flow(max_messages, max_bytes, slow_timeout, Tally(), BufferMemory(memory))


class FakeHolder:
    """A `plong.hub.buffer_memory.Holder` that keeps ``reserve`` bytes, and remembers its end."""

    def __init__(self, memory: BufferMemory, address: str, reserve: int = 0) -> None:
        self.share = memory.share(address, self)
        self.share.change(reserve)
        self._reserve = reserve
        self.is_shed = False

    def trim(self) -> None:
        self.share.change(-self._reserve)
        self._reserve = 0

    def shed(self) -> None:
        self.is_shed = True


async def end_of_turn() -> None:
    """Let the event loop do what it was asked to do soon."""
    await asyncio.sleep(0)


class FakeWire:
    """A socket that takes all at once, or (``is_slow``) waits for `drain` after each write."""

    def __init__(self) -> None:
        self.buffer: SendBuffer
        self.written: list[tuple[int, bytes]] = []
        self.unsent: list[Item] = []
        """What was written and has not left yet."""
        self.writes = 0
        self.is_slow = False
        self.is_reading = True
        self.is_read_little = False
        self.has_pings = True
        self.pings = 0
        self.close_code: int | None = None
        self.has_deadline = False
        self.is_aborted = False
        self.trims = 0

    @property
    def payloads(self) -> list[bytes]:
        return [payload for _, payload in self.written]

    def drain(self) -> None:
        """The socket has taken all, and tells the buffer."""
        self.unsent = []
        self.buffer.resume()

    # `plong.hub.wire.Wire`

    def write(self, items: Sequence[Item]) -> None:
        assert not self.unsent, "The buffer wrote to a busy wire."
        self.writes += 1
        self.written += [(kind, payload) for kind, payload, _ in items]
        if self.is_slow:
            self.unsent = list(items)
            self.buffer.pause()

    def pause_reading(self) -> None:
        assert self.is_reading
        self.is_reading = False

    def resume_reading(self) -> None:
        assert not self.is_reading
        self.is_reading = True

    def read_little(self, *, is_little: bool) -> None:
        self.is_read_little = is_little

    def ping(self) -> bool:
        self.pings += self.has_pings
        return self.has_pings

    def close(self, code: int, reason: str) -> None:  # noqa: ARG002
        self.close_code = code

    def let_go_after(self, seconds: float) -> None:
        assert seconds > 0
        self.has_deadline = True

    def trim(self) -> None:
        self.trims += 1

    def abort(self) -> None:
        self.is_aborted = True


class FakeSender:
    """A `plong.hub.wire.Held` that counts."""

    def __init__(self) -> None:
        self.holds = 0
        self.losses = 0
        self.freed: Callable[[], None] = lambda: None
        self.is_free = asyncio.Event()
        """Set while nobody holds it."""
        self.is_free.set()

    @property
    def is_held(self) -> bool:
        return self.holds > 0

    def hold(self) -> None:
        self.holds += 1
        self.is_free.clear()

    def release(self) -> None:
        self.holds -= 1
        if not self.is_held:
            self.is_free.set()
            self.freed()

    def lost(self) -> None:
        self.losses += 1


class FakeListener:
    """A session that remembers what it was told, and leaves when it is dismissed."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.cause: Held | None = None
        """Who caused the last event."""
        self.releases = 0
        self.dismissals: list[Close] = []
        self.leave: Callable[[], None] = lambda: None

    def tell(self, event: Event, cause: Held) -> None:
        self.events.append(event)
        self.cause = cause

    def released(self) -> None:
        self.releases += 1

    def dismiss(self, close: Close) -> None:
        self.dismissals.append(close)
        self.leave()


class Client:
    """A client's three parts: its wire, its listener, and its connection to the hub."""

    def __init__(self, wire: FakeWire, listener: FakeListener, connection: Connection) -> None:
        self.wire = wire
        self.listener = listener
        self.connection = connection
        wire.buffer = connection.buffer

    @property
    def received(self) -> list[bytes]:
        """The payloads written to the client so far."""
        return self.wire.payloads

    @property
    def heard(self) -> list[Event]:
        return self.listener.events


def make_client(flow: Flow | None = None) -> Client:
    """Return a client whose connection belongs to no hub."""
    wire, listener = FakeWire(), FakeListener()
    connection = Connection(wire, listener, "127.0.0.1", flow or make_flow(), too_slow=TOO_SLOW)
    return Client(wire, listener, connection)


class FakeClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.time = NOW

    def now(self) -> float:
        return self.time
