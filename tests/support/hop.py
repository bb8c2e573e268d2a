"""A relay in memory, with a caller and a called whose streams are looked at by hand."""

from plong.libp2p.connection import Connection
from plong.libp2p.hop import Hop, relay_on
from plong.libp2p.node import Node
from plong.libp2p.services import Handler, StreamIO
from plong.protocol.libp2p.delimited import Delimited, write_delimited
from plong.protocol.libp2p.multiaddr import parse_multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.hop import RelayChoices
from plong.protocol.libp2p.relay.messages import (
    HOP_DIALECT,
    STOP_DIALECT,
    Dialect,
    read_message,
    write_message,
)
from plong.protocol.libp2p.relay.models import (
    HOP,
    MAX_MESSAGE,
    STOP,
    Answer,
    Connect,
    Message,
    Reserve,
    Status,
)
from tests.support.pipes import Pipe, World

ADDRESS = parse_multiaddr("/ip4/192.0.2.200/tcp/4001")
YES = Answer(Status.OK)


class Tape(Handler):
    """All that comes in one stream; it is consumed at once unless the test says otherwise."""

    def __init__(self, io: StreamIO, *, is_eager: bool = True) -> None:
        self.io = io
        self.data = b""
        self.is_finished = self.is_aborted = False
        self.is_eager = is_eager
        self._unread = 0

    def received(self, data: bytes) -> None:
        self.data += data
        self._unread += len(data)
        if self.is_eager:
            self.consume()

    def finished(self) -> None:
        self.is_finished = True

    def aborted(self) -> None:
        self.is_aborted = True

    def drained(self) -> None:
        """Take in what is of no interest."""

    def consume(self, most: int | None = None) -> None:
        count = self._unread if most is None else min(most, self._unread)
        self.io.consume(count)
        self._unread -= count

    def say(self, message: Message, dialect: Dialect = STOP_DIALECT) -> None:
        self.io.send(write_delimited(write_message(message, dialect)))

    def heard(self, dialect: Dialect) -> Message:
        """Return the message that has come; what is behind it, stays as `data`."""
        reader = Delimited(MAX_MESSAGE)
        reader.receive(self.data)
        message = reader.next_message()
        assert message is not None
        self.data = reader.rest()
        return read_message(message, dialect)

    def status(self) -> int:
        answer = self.heard(HOP_DIALECT)
        assert isinstance(answer, Answer)
        return answer.status


class Scene:
    """A relay, and two peers that are connected to it, of which one has reserved."""

    def __init__(self, choices: RelayChoices | None = None, streams: int = 64) -> None:
        self.world = World()
        self.relay = self.world.node(streams)
        self.relay.announce((ADDRESS,))
        self.hop: Hop = relay_on(self.relay, choices or RelayChoices())
        self.caller, self.called = self.world.node(), self.world.node()
        self.stops: list[Tape] = []
        """The called's streams of the relay."""
        self.is_eager = True
        self.called.offer(STOP, self._stop)
        self.caller_pipe = self.join(self.caller, "192.0.2.1")
        self.called_pipe = self.join(self.called, "192.0.2.2")

    def join(self, node: Node, host: str) -> Pipe:
        """Connect another peer with the relay."""
        return self.world.connect(node, self.relay, host)

    def open(self, connection: Connection, data: bytes) -> Tape:
        """Open a stream to the relay, and say something in it as soon as that can be."""
        tapes: list[Tape] = []

        def begin(io: StreamIO) -> Tape:
            tapes.append(Tape(io))
            io.send(data)
            return tapes[0]

        connection.open(HOP, begin, lambda: None)
        self.world.run()
        return tapes[0]

    def ask(self, connection: Connection, question: Message) -> Tape:
        """Open a stream to the relay, and ask something."""
        return self.open(connection, write_delimited(write_message(question, HOP_DIALECT)))

    def reserve(self, pipe: Pipe | None = None) -> Answer:
        """Reserve, for the called or another."""
        tape = self.ask((pipe or self.called_pipe).connection, Reserve())
        answer = tape.heard(HOP_DIALECT)
        assert isinstance(answer, Answer)
        tape.io.close()
        self.world.run()
        return answer

    def connect(self, peer: PeerId | None = None) -> Tape:
        """Have the caller call the called, or another."""
        return self.ask(self.caller_pipe.connection, Connect(peer or self.called.peer_id))

    def ring(self) -> tuple[Tape, Tape]:
        """Reserve and call; return both streams, before the called has answered."""
        assert self.reserve().status == Status.OK
        tape = self.connect()
        assert isinstance(self.stops[-1].heard(STOP_DIALECT), Connect)
        return tape, self.stops[-1]

    def joined(self) -> tuple[Tape, Tape]:
        """Reserve, call and answer; return both streams, which are one."""
        tape, stop = self.ring()
        stop.say(YES)
        self.world.run()
        assert tape.status() == Status.OK
        return tape, stop

    @property
    def is_empty(self) -> bool:
        """Whether the relay has nothing to do, and room for all again."""
        return not (self.hop._visits or self.hop.relay._circuits or self.hop.relay._calls)

    def _stop(self, io: StreamIO) -> Tape:
        self.stops.append(Tape(io, is_eager=self.is_eager))
        return self.stops[-1]
