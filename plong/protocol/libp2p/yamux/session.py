"""All streams of one connection: bytes in, events and bytes out.

libp2p specs, yamux/README. What a peer may not do ends the session with `ProtocolViolation`; what
it cannot know yet is passed over: frames of streams that were closed or reset in the meantime.
"""

from collections.abc import Mapping
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.errors import CannotOpen
from plong.protocol.libp2p.yamux.events import (
    Aborted,
    Answered,
    Drained,
    Event,
    Finished,
    Opened,
    Received,
    WentAway,
)
from plong.protocol.libp2p.yamux.frames import (
    ACK,
    DATA,
    FIN,
    GO_AWAY,
    NORMAL,
    PING,
    PROTOCOL_ERROR,
    RST,
    SYN,
    WINDOW_UPDATE,
    write_header,
)
from plong.protocol.libp2p.yamux.gate import Gate
from plong.protocol.libp2p.yamux.reader import Piece, Reader
from plong.protocol.libp2p.yamux.roster import Roster
from plong.protocol.libp2p.yamux.stream import Stream

MAX_STREAMS: Final = 256
"""That a peer may have open at once, as the specification wants at least."""


class Session:
    """Both directions of one connection.

    Memory: streams that the peer has open, at most ``max_streams``, and of each at most one window
    that was received and not yet consumed, if whoever uses it keeps it, and what is sent beyond
    the other side's window, or while the session is held. Write what `data_to_send` returns before
    you receive more, or the answers to pings and unwanted streams pile up.

    Args:
        is_client: whether this side has dialled: its streams have odd numbers.
        max_streams: how many streams the other side may have at once; others are reset.
    """

    def __init__(self, *, is_client: bool, max_streams: int = MAX_STREAMS) -> None:
        self._roster = Roster(is_client=is_client, most=max_streams)
        self._streams = self._roster.streams
        self._pings: set[int] = set()
        self._is_ending = self._is_over = False
        self._reader = Reader()
        self._gate = Gate()
        self._output: list[bytes] = []

    @property
    def streams(self) -> Mapping[int, Stream]:
        """All that are not over, by their numbers."""
        return self._streams

    def receive(self, data: bytes) -> list[Event]:
        """Take what came; return what follows from it, in order.

        Raises:
            ProtocolViolation: the peer broke the rules. Send what there is to send, which tells it
                so, and close the connection.
        """
        if self._is_over:
            raise ProtocolViolation("yamux: the session is over.")
        events: list[Event] = []
        try:
            for piece in self._reader.read(data):
                self._take(piece, events)
        except ProtocolViolation:
            self._is_over = True
            self.go_away(PROTOCOL_ERROR)
            raise
        return events

    def data_to_send(self) -> bytes:
        """Return what to write now."""
        data = b"".join(self._output)
        self._output.clear()
        return data

    def hold(self) -> None:
        """Keep data in its streams, for the wire takes no more; all else is still to be sent."""
        self._gate.is_shut = True

    def release(self) -> None:
        """Take in that the wire takes more; then call `go_on`."""
        self._gate.is_shut = False

    def go_on(self) -> bool:
        """Send what one stream, the next in turn, has kept; tell whether there was one."""
        return self._gate.let_one()

    def open(self) -> Stream:
        """Open a stream, which may be used at once.

        Raises:
            CannotOpen: one of both sides has ended the session, `MAX_UNACKNOWLEDGED` of ours wait
                for an answer, or all numbers have been used.
        """
        if self._is_ending:
            raise CannotOpen("The session is coming to its end.")
        return self._make(self._roster.next_number(), is_ours=True)

    def ping(self, value: int) -> None:
        """Ask the peer for a sign of life, which will be `Answered`.

        Args:
            value: from 0 to 2**32 - 1, none that is yet to be answered.
        """
        self._pings.add(value)
        self._output.append(write_header(PING, SYN, 0, value))

    def go_away(self, code: int = NORMAL) -> None:
        """Say that the session ends: streams that are open may go on, new ones are reset."""
        self._is_ending = True
        self._output.append(write_header(GO_AWAY, 0, 0, code))

    def lose(self) -> None:
        """Take in that the connection is over: so are all streams, and what waits is dropped."""
        for stream in [*self._streams.values()]:
            stream.end()

    def _take(self, piece: Piece, events: list[Event]) -> None:
        if piece.kind > WINDOW_UPDATE:
            take = self._take_ping if piece.kind == PING else self._take_go_away
            take(piece, events)
            return
        stream = self._streams.get(piece.stream)
        if piece.is_first:
            stream = self._begin(piece, stream, events)
        if stream is None:
            return
        if piece.body:
            events.append(Received(stream, piece.body))
        if piece.flags & FIN and piece.is_last and stream.finish():
            events.append(Finished(stream))

    def _begin(self, piece: Piece, stream: Stream | None, events: list[Event]) -> Stream | None:
        """Do what the header says; return the stream, if the body is for anybody."""
        if piece.flags & SYN:
            stream = self._welcome(piece.stream, events)
        if stream is None:
            self._roster.pass_over(piece.stream)
            return None
        if piece.flags & RST:
            stream.end()
            events.append(Aborted(stream))
            return None
        if piece.flags & ACK:
            self._roster.acknowledge(stream)
        if piece.kind == DATA:
            stream.take(piece.length)
        elif stream.widen(piece.length):
            events.append(Drained(stream))
        return stream

    def _welcome(self, number: int, events: list[Event]) -> Stream | None:
        self._roster.meet(number)
        if self._is_ending or self._roster.is_full:
            self._output.append(write_header(WINDOW_UPDATE, RST, number, 0))
            return None
        stream = self._make(number, is_ours=False)
        events.append(Opened(stream))
        return stream

    def _make(self, number: int, *, is_ours: bool) -> Stream:
        put, forget = self._output.append, self._roster.forget
        stream = Stream(number, put, forget, self._gate, is_ours=is_ours)
        self._roster.add(stream)
        return stream

    def _take_ping(self, piece: Piece, events: list[Event]) -> None:
        if piece.flags == SYN:
            self._output.append(write_header(PING, ACK, 0, piece.length))
        elif piece.length in self._pings:  # what nobody asked for, is no answer
            self._pings.remove(piece.length)
            events.append(Answered(piece.length))

    def _take_go_away(self, piece: Piece, events: list[Event]) -> None:
        self._is_ending = True
        events.append(WentAway(piece.length))
