"""One WebSocket's messages, one at a time and in their order: what all sessions have in common.

Both skins (`plong.endpoints.picows_websocket`, `plong.endpoints.websocket`) drive a session. It
reads no socket: a skin calls `receive` and `left`, and lends it a `Wire`.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar, Final

from plong.hub.connection import Connection
from plong.hub.hub import Hub
from plong.hub.tally import Way
from plong.hub.wire import Held, Wire
from plong.protocol.closes import INTERNAL_ERROR, PROTOCOL_ERROR, VIOLATIONS, Close
from plong.protocol.events import Event
from plong.protocol.messages import PONG

_log = logging.getLogger("plong.session")

_STEP: Final = 64
"""Messages of a backlog that are counted at once in the connection's share."""
_STEP_BYTES: Final = 8192
"""Bytes of their objects."""


class BaseSession(ABC):
    """One WebSocket, from its first message to its last.

    Args:
        hub: where it gets its seat.
        wire: its socket.
        address: the IP address of its client.
    """

    way: ClassVar[Way]
    """What its client is counted under."""

    def __init__(self, hub: Hub, wire: Wire, address: str) -> None:
        self._hub = hub
        hub.tally.open(self.way)
        self._wire = wire
        self._connection = hub.connect(wire, self, address)
        self._came_at = hub.clock.now()
        self._code: int | None = None
        _log.debug("A connection was opened.", extra={"fields": self._fields})
        self._brake = hub.make_brake(self._connection)
        self._tokens = self._brake.pace.allowance
        self._message_cost = self._brake.pace.message_cost
        self._backlog: deque[tuple[int, bytes]] = deque()
        self._backlog_bytes = 0
        self._is_finished = False
        self._end: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def connection(self) -> Connection:
        """The hub's side of it."""
        return self._connection

    # What the skin calls

    def receive(self, kind: int, payload: bytes) -> None:
        """Take one whole message; a text is valid UTF-8."""
        self._tokens -= len(payload) + self._message_cost
        self._receive(kind, payload)

    def receive_ping(self, payload: bytes) -> None:
        """Answer a ping frame, unless it comes behind a close; it costs what a message costs."""
        self.count_frame()
        if self._connection.is_open and not self._is_finished:
            self._connection.buffer.say(PONG, payload, self._connection)

    def count_frame(self) -> None:
        """Count a frame that is no message by itself."""
        self._tokens -= self._message_cost
        self._count()

    def finish(self, end: Callable[[], None]) -> None:
        """Call ``end`` when all that was received is done: the client has sent its last."""
        self._is_finished = True
        self._end = end
        self._end_if_done()

    def left(self) -> None:
        """Hear that the client is gone, or going: it gets no more messages."""
        if self._connection.is_open:
            self._hub.tally.close(self.way)
            self._log_end()
        self._hub.leave(self._connection)
        self._backlog.clear()
        self._weigh_backlog(-self._backlog_bytes)

    def violated(self, code: int) -> None:
        """Hear that the client broke RFC 6455, which it is told by this close code."""
        if self._connection.is_open:
            self._code = code
            self._refused(VIOLATIONS.get(code, VIOLATIONS[PROTOCOL_ERROR]))
            self.left()

    def gone(self) -> None:
        """Hear that the client's socket is closed, so that there is nothing left to end."""
        self._end = None
        self.left()
        self._connection.share.end()

    # What the hub calls (`plong.hub.connection.Listener`)

    @abstractmethod
    def tell(self, event: Event, cause: Held) -> None:
        """Tell the client what happened, if there is a word for it."""

    def released(self) -> None:
        """Handle what waited, until one of it holds the connection again."""
        while self._backlog and not self._connection.is_held:
            kind, payload = self._backlog.popleft()
            self._tokens -= len(payload) + self._message_cost
            self._handle(kind, payload)
            self._count()
        if self._backlog_bytes and not self._backlog:
            self._weigh_backlog(-self._backlog_bytes)
        self._end_if_done()

    def dismiss(self, close: Close) -> None:
        """Close the connection; what can still be written is."""
        if close.word and self._connection.is_open:
            self._refused(close.word)
        self._code = self._code or close.code
        self._connection.buffer.flush()
        self.left()
        self._wire.close(close.code, close.reason)
        self._end_if_done()

    @property
    def _fields(self) -> dict[str, object]:
        """What every event of this connection says of it, as `plong.journal.lines` reads it."""
        return {"client": self._connection.address, "way": self.way}

    def _log_end(self) -> None:
        """Log that it is over; without a code the client has ended it, or is lost."""
        if not _log.isEnabledFor(logging.DEBUG):
            return
        code = {} if self._code is None else {"code": self._code}
        seconds = round(self._hub.clock.now() - self._came_at, 3)
        more = {"seconds": seconds, "sent": self._connection.buffer.sent}
        _log.debug("A connection is over.", extra={"fields": {**self._fields, **code, **more}})

    def _refused(self, reason: str) -> None:
        self._hub.tally.refuse(self.way, reason)

    # One message

    @abstractmethod
    def _handle(self, kind: int, payload: bytes) -> None:
        """Do what one message wants."""

    def _receive(self, kind: int, payload: bytes) -> None:
        if self._is_finished or not self._connection.is_open:
            self._count()  # nothing counts after a close, the client's or ours, but its cost
        elif self._connection.is_held:
            if not len(self._backlog) % _STEP:
                self._weigh_backlog(_STEP_BYTES)
            self._backlog.append((kind, payload))  # at most the rest of one read
            self._tokens += len(payload) + self._message_cost  # paid when it is handled
        else:
            self._handle(kind, payload)
            self._count()

    def _weigh_backlog(self, count: int) -> None:
        self._backlog_bytes += count
        self._connection.share.change(count)

    def _count(self) -> None:
        if self._tokens < 0:
            self._tokens = self._brake.press(self._tokens)

    # What takes time: the next message waits for it, so answers keep the order of questions

    def _work(self, work: Coroutine[Any, Any, None]) -> None:
        self._connection.hold()
        self._task = asyncio.get_running_loop().create_task(work)
        self._task.add_done_callback(self._go_on)

    def _go_on(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():  # the loop is being closed
            return
        self._task = None
        if error := task.exception():
            _log.error("A command failed.", exc_info=error, extra={"fields": self._fields})
            self.dismiss(INTERNAL_ERROR)
        self._connection.release()
        self._end_if_done()

    def _end_if_done(self) -> None:
        is_busy = self._connection.is_open and (self._task is not None or self._backlog)
        if self._end is not None and not is_busy:
            end, self._end = self._end, None
            end()
