"""The other side of a relay: reserving, calling and being called, as a client would.

Noise and yamux are spoken over the relayed stream, as over any other wire.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from plong.libp2p.connection import Connection
from plong.libp2p.errors import Refused
from plong.libp2p.node import Node
from plong.libp2p.services import Handler, StreamIO
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.delimited import Delimited, write_delimited
from plong.protocol.libp2p.multiaddr import Multiaddr, Part
from plong.protocol.libp2p.peer_id import PeerId
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

Heard = Callable[["RelayedWire", Message], None]


class RelayedWire(Handler, Wire):
    """A stream to a relay: one message comes in it, and then it is a wire.

    Args:
        io: the stream.
        dialect: of the message.
        heard: is told the message.
        ended: is told if none comes.
    """

    def __init__(
        self, io: StreamIO, dialect: Dialect, heard: Heard, ended: Callable[[], None]
    ) -> None:
        self.io: Final = io
        self._dialect = dialect
        self._heard = heard
        self._ended = ended
        self._reader = Delimited(MAX_MESSAGE)
        self._is_heard = False
        self._is_reading = True
        self._waiting = 0
        self.connection: Connection | None = None

    def say(self, message: Message) -> None:
        self.io.send(write_delimited(write_message(message, self._dialect)))

    def attach(self, connection: Connection) -> None:
        """Use it as a wire from here on."""
        self.connection = connection
        rest = self._reader.rest()
        if rest:
            connection.received(rest)

    def received(self, data: bytes) -> None:
        self._waiting += len(data)
        if self._is_reading:
            self._consume()
        if self.connection is not None:
            self.connection.received(data)
            return
        self._reader.receive(data)
        if not self._is_heard and (message := self._reader.next_message()) is not None:
            self._is_heard = True
            self._heard(self, read_message(message, self._dialect))

    def finished(self) -> None:
        self.io.close()
        self._lose()

    def aborted(self) -> None:
        self._lose()

    def drained(self) -> None:
        if self.connection is not None:
            self.connection.unblocked()

    def write(self, data: bytes) -> None:
        self.io.send(data)
        if self.connection is not None and not self.io.is_clear:
            self.connection.blocked()

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        self._is_reading = True
        self._consume()

    def close(self) -> None:
        self.io.close()
        asyncio.get_running_loop().call_soon(self._lose)

    def abort(self) -> None:
        self.io.reset()
        self._lose()

    def _consume(self) -> None:
        count, self._waiting = self._waiting, 0
        self.io.consume(count)

    def _lose(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.lost()
        elif not self._is_heard:
            self._ended()


async def _ask(relay: Connection, question: Message) -> tuple[RelayedWire, Answer]:
    answered: asyncio.Future[tuple[RelayedWire, Answer]] = asyncio.Future()

    def heard(wire: RelayedWire, message: Message) -> None:
        assert isinstance(message, Answer)
        answered.set_result((wire, message))

    def fail() -> None:
        answered.set_exception(ConnectionError("The relay does not answer."))

    def begin(io: StreamIO) -> RelayedWire:
        wire = RelayedWire(io, HOP_DIALECT, heard, fail)
        wire.say(question)
        return wire

    relay.open(HOP, begin, fail)
    return await answered


async def reserve(relay: Connection) -> Answer:
    """Reserve at a relay."""
    wire, answer = await _ask(relay, Reserve())
    wire.io.close()
    return answer


async def call(node: Node, relay: Connection, peer: PeerId) -> Connection:
    """Call a peer through a relay.

    Raises:
        ConnectionRefusedError: the relay refuses.
    """
    wire, answer = await _ask(relay, Connect(peer))
    if answer.status != Status.OK:
        raise ConnectionRefusedError(str(Status(answer.status)))
    connection = node.outbound(wire, through(relay), peer)
    wire.attach(connection)
    return connection


def answer_calls(node: Node) -> None:
    """Take all calls that come through relays."""

    def heard(wire: RelayedWire, message: Message) -> None:
        assert isinstance(message, Connect)
        wire.say(Answer(Status.OK))
        try:
            wire.attach(node.inbound(wire, through(wire.io.connection)))
        except Refused:
            wire.io.reset()

    node.offer(STOP, lambda io: RelayedWire(io, STOP_DIALECT, heard, lambda: None))


def through(relay: object) -> Multiaddr:
    """Return where somebody is, who is reached through a relay."""
    assert isinstance(relay, Connection)
    parts = relay.remote.with_peer(relay.peer).parts
    return Multiaddr((*parts, Part("p2p-circuit")))
