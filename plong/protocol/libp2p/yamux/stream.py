"""One stream: its state, its windows, and what waits for the other side's.

libp2p specs, yamux/README, "Flow Control": only the bytes of bodies count.
"""

from collections.abc import Callable
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.noise_frames import MAX_TEXT
from plong.protocol.libp2p.yamux.errors import AlreadyClosed
from plong.protocol.libp2p.yamux.frames import (
    ACK,
    DATA,
    FIN,
    HEADER_BYTES,
    RST,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    write_header,
)
from plong.protocol.libp2p.yamux.gate import Gate
from plong.protocol.libp2p.yamux.states import TRANSITIONS, Move, State, is_legal, is_over

MAX_BODY: Final = MAX_TEXT - HEADER_BYTES
"""Of what is sent here, so that a frame is one message of Noise and holds up others little."""
MAX_WINDOW: Final = 2**32 - 1

_WORTH_AN_UPDATE: Final = WINDOW // 2


class Stream:
    """Made by a `Session`; what is public here is for who uses the stream.

    When a stream is over, whatever it is told has no effect: its end may have come from the other
    side and not be known yet.
    """

    __slots__ = (
        *("id", "is_ours", "state", "is_acknowledged", "send_window", "receive_window"),
        *("_put", "_forget", "_gate", "_queue", "_is_closing", "_consumed"),
    )

    def __init__(
        self,
        number: int,
        put: Callable[[bytes], None],
        forget: Callable[["Stream"], None],
        gate: Gate,
        *,
        is_ours: bool,
    ) -> None:
        self.id: Final = number
        self.is_ours: Final = is_ours
        """Whether this side has opened it."""
        self.state = State.OPEN
        self.is_acknowledged = False
        """Whether the side that has not opened it has said anything in it."""
        self.send_window = WINDOW
        """Bytes that the other side would still take."""
        self.receive_window = WINDOW
        """Bytes that the other side may still send."""
        self._put: Final = put
        self._forget: Final = forget
        self._gate: Final = gate
        self._queue = bytearray()
        self._is_closing = False
        self._consumed = 0
        if is_ours:
            put(write_header(WINDOW_UPDATE, SYN, number, 0))

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen in it any more."""
        return is_over(self.state)

    @property
    def queued(self) -> int:
        """How many bytes wait for the other side's window, or while the session is held.

        `Drained` says when there are none, if it was the window.
        """
        return len(self._queue)

    @property
    def held(self) -> int:
        """How many bytes wait: to be sent, or received and not yet consumed."""
        return len(self._queue) + WINDOW - self.receive_window - self._consumed

    def send(self, data: bytes) -> None:
        """Send data, or as much as the window takes, and the rest when it is wider.

        Raises:
            AlreadyClosed: `close` was called before.
        """
        if not data or self.is_over:
            return
        if self._is_closing:
            raise AlreadyClosed(f"Stream {self.id} was to send more after its end.")
        waits = self._queue or self._gate.is_shut
        if waits or len(data) > self.send_window or len(data) > MAX_BODY:
            self._queue += data
            self._send_queued()
        else:
            self._send_frame(data)

    def close(self) -> None:
        """Say that there is no more to send, once all that is queued has been sent."""
        self._is_closing = True
        self._send_queued()

    def reset(self) -> None:
        """End it at once, in both directions; what is queued is dropped."""
        if not self.is_over:
            self._put(write_header(WINDOW_UPDATE, RST, self.id, 0))
            self.end()

    def accept(self) -> None:
        """Acknowledge it, if nothing that was said has done so: the first word does."""
        if not self.is_acknowledged and not self.is_ours and not self.is_over:
            self._put(write_header(WINDOW_UPDATE, self._take_flags(), self.id, 0))

    def consume(self, count: int) -> None:
        """Say that bytes received are kept no longer, so that others may come in their place.

        Raises:
            ValueError: so many were not received.
        """
        if count > WINDOW - self.receive_window - self._consumed:
            raise ValueError(f"{count} bytes were consumed, more than were received.")
        self._consumed += count
        if self._consumed >= _WORTH_AN_UPDATE and is_legal(self.state, Move.DATA_RECEIVED):
            flags, count = self._take_flags(), self._consumed
            self.receive_window += count
            self._consumed = 0
            self._put(write_header(WINDOW_UPDATE, flags, self.id, count))

    def take(self, length: int) -> None:
        """For the session: a frame with a body has come.

        Raises:
            ProtocolViolation: the other side had said FIN, or the body is too long for the window.
        """
        if length and not is_legal(self.state, Move.DATA_RECEIVED):
            raise ProtocolViolation(f"yamux: stream {self.id} has data behind its end.")
        if length > self.receive_window:
            raise ProtocolViolation(f"yamux: stream {self.id} has more data than its window.")
        self.receive_window -= length

    def widen(self, count: int) -> bool:
        """For the session: more may be sent. Return whether all that waited has been sent.

        Raises:
            ProtocolViolation: the window is wider than can be.
        """
        self.send_window += count
        if self.send_window > MAX_WINDOW:
            raise ProtocolViolation(f"yamux: the window of stream {self.id} is too wide.")
        waited = bool(self._queue)
        if waited:
            self._send_queued()
        return waited and not self._queue

    def finish(self) -> bool:
        """For the session: the other side has said FIN. Return whether that is news."""
        is_news = is_legal(self.state, Move.FIN_RECEIVED)
        if is_news:
            self._move(Move.FIN_RECEIVED)
        return is_news

    def end(self) -> None:
        """For the session: it was reset."""
        self._queue.clear()
        self._gate.leave(self)
        self._move(Move.RST)

    def go_on(self) -> None:
        """For the gate: send what waits, as far as it may go."""
        self._send_queued()

    def _send_queued(self) -> None:
        while self._queue and self.send_window:
            if self._gate.is_shut:
                self._gate.wait(self)
                return
            size = min(len(self._queue), self.send_window, MAX_BODY)
            self._send_frame(bytes(self._queue[:size]))
            del self._queue[:size]
        if self._is_closing and not self._queue and is_legal(self.state, Move.FIN_SENT):
            self._put(write_header(WINDOW_UPDATE, self._take_flags() | FIN, self.id, 0))
            self._move(Move.FIN_SENT)

    def _send_frame(self, data: bytes) -> None:
        self.send_window -= len(data)
        self._put(write_header(DATA, self._take_flags(), self.id, len(data)) + data)

    def _take_flags(self) -> int:
        if self.is_acknowledged or self.is_ours:
            return 0
        self.is_acknowledged = True
        return ACK

    def _move(self, move: Move) -> None:
        self.state = TRANSITIONS[self.state][move]
        if self.is_over:
            self._forget(self)
