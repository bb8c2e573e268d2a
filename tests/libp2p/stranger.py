"""A peer whose every byte is chosen by the test, and the wire between it and ours."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable

from plong.libp2p.census import Room
from plong.libp2p.connection import Connection
from plong.libp2p.node import Node, NodeChoices
from plong.libp2p.upgrade import YAMUX, Role, Upgrade
from plong.libp2p.wire import Wire
from plong.noise.host import Host
from plong.protocol.libp2p.crypto import SecureChannel
from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.echoing import PING
from plong.protocol.libp2p.multiaddr import Multiaddr, socket_multiaddr
from plong.protocol.libp2p.yamux.events import Aborted, Finished, Received
from plong.protocol.libp2p.yamux.session import Session
from plong.protocol.libp2p.yamux.stream import Stream

OURS = Host(b"o" * 32, b"p" * 32, (YAMUX,))
SOMEWHERE = socket_multiaddr("192.0.2.1", 4001)
GREETING = write_delimited(b"/multistream/1.0.0\n")


def proposal(protocol: str) -> bytes:
    return write_delimited(protocol.encode() + b"\n")


class Clock:
    """Time stands still unless it is told otherwise."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


class FakeWire(Wire):
    """Keeps what is written until it is taken."""

    def __init__(self) -> None:
        self.written = bytearray()
        self.is_reading = True
        self.is_closed = self.is_aborted = False

    def take(self) -> bytes:
        data = bytes(self.written)
        self.written.clear()
        return data

    def write(self, data: bytes) -> None:
        assert data
        assert not self.is_closed
        self.written += data

    def pause_reading(self) -> None:
        self.is_reading = False

    def resume_reading(self) -> None:
        self.is_reading = True

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = self.is_aborted = True


def make_node(clock: Callable[[], float] | None = None, **choices: object) -> Node:
    """Return our node, whose random bytes are 1, 2, 3, …."""
    count = itertools.count(1)
    known = {"agent_version": "plong/test", "asks_who": False, "room": Room(), **choices}
    return Node(
        OURS,
        NodeChoices(**known),  # type: ignore[arg-type]  # as the caller says
        clock or Clock(),
        lambda size: next(count).to_bytes(size, "big"),
    )


class Stranger:
    """Somebody who has a connection with our node, but has said nothing yet."""

    def __init__(
        self,
        node: Node,
        name: bytes = b"s",
        remote: Multiaddr = SOMEWHERE,
        muxers: tuple[str, ...] = (YAMUX,),
    ) -> None:
        self.wire = FakeWire()
        self.crypto = Host(name * 32, b"t" * 32, muxers)
        self.connection: Connection = node.inbound(self.wire, remote)
        self.upgrade = Upgrade(self.crypto, b"e" * 32, Role(is_dialer=True), 64)
        self.said: list[bytes] = []
        """Each piece that our node was told."""
        self.heard: dict[int, bytes] = defaultdict(bytes)
        """What came, by the streams' numbers."""
        self.ends: dict[int, str] = {}
        self.reads = True
        """Whether it lets our node send more than a window."""

    def tell(self, pieces: Iterable[bytes]) -> None:
        """Have our node hear bytes as they are."""
        for piece in pieces:
            self.said.append(piece)
            self.connection.received(piece)

    def meet(self, cut: Callable[[bytes], list[bytes]] = lambda data: [data]) -> "Stranger":
        """Go through the handshake."""
        upgraded = None
        while upgraded is None:
            self.tell(cut(self.upgrade.data_to_send()))
            answer = self.wire.take()
            assert answer, "Our node says nothing."
            upgraded = self.upgrade.receive(answer)
        self.channel: SecureChannel = upgraded.secured.channel
        self.session: Session = upgraded.session
        self.tell(piece for piece in cut(self.upgrade.data_to_send()) if piece)
        for text in upgraded.rest:
            self._hear(text)
        return self

    def say(self, frames: bytes, cut: Callable[[bytes], list[bytes]] | None = None) -> None:
        """Have our node hear bytes of yamux, right or wrong."""
        data = self.channel.send(frames)
        self.tell(cut(data) if cut else [data])

    def open(self, protocol: str = PING) -> Stream:
        """Open a stream, and say what is to be spoken."""
        stream = self.session.open()
        stream.send(GREETING + proposal(protocol))
        self.flush()
        return stream

    def flush(self, cut: Callable[[bytes], list[bytes]] | None = None) -> None:
        """Say what the streams have to say, and hear what there is to hear."""
        data = self.session.data_to_send()
        if data:
            self.say(data, cut)
        self.listen()

    def listen(self) -> None:
        """Hear what our node has written."""
        for text in self.channel.receive(self.wire.take()):
            self._hear(text)
        data = self.session.data_to_send()
        if data and not self.wire.is_closed:
            self.flush_again(data)

    def flush_again(self, data: bytes) -> None:
        self.say(data)
        self.listen()

    def echo(self, stream: Stream, payload: bytes) -> bytes:
        """Send on a stream, and return what comes back since."""
        before = len(self.heard[stream.id])
        stream.send(payload)
        self.flush()
        return self.heard[stream.id][before:]

    def _hear(self, text: bytes) -> None:
        for event in self.session.receive(text):
            match event:
                case Received(stream, data):
                    self.heard[stream.id] += data
                    if self.reads:
                        stream.consume(len(data))
                case Finished(stream):
                    self.ends[stream.id] = "closed"
                case Aborted(stream):
                    self.ends[stream.id] = "reset"
                case _:
                    pass


def answers_a_good_peer(node: Node) -> bool:
    """Tell whether somebody else can still meet our node, and ping it."""
    good = Stranger(node, b"g", socket_multiaddr("198.51.100.7", 4001)).meet()
    stream = good.open()
    answered = good.echo(stream, b"p" * 32) == b"p" * 32
    good.connection.close()
    good.connection.lost()
    return answered
