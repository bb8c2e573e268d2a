"""What the messages of one WebSocket mean: control frames are obeyed, all others relayed.

Both skins (`plong.endpoints.picows_websocket`, `plong.endpoints.websocket`) drive this one
piece of code. It reads no socket: a skin calls `receive` and `left`, and lends it a `Wire`.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Final

from plong.endpoints.commands import perform, read_link
from plong.endpoints.facts import welcome_facts
from plong.hub.connection import Connection
from plong.hub.flow import Held, Wire
from plong.hub.hub import Hub
from plong.protocol import control
from plong.protocol.control import AskLink, Command, Ping
from plong.protocol.errors import (
    FULL,
    INTERNAL_ERROR,
    NO_SUCH_PEER,
    UNAVAILABLE,
    Close,
    NoSuchPeer,
    Refusal,
    ServerFull,
    UnknownVerb,
)
from plong.protocol.events import Event
from plong.protocol.handshake import Handshake
from plong.protocol.messages import ESC, PONG, TEXT

_log = logging.getLogger("plong.session")
_MARKED: Final = frozenset((ESC, b":"))
"""First bytes of messages that need a closer look: control frames, and what may look headed."""


class Session:
    """One WebSocket, from its first message to its last; messages are handled one at a time."""

    def __init__(self, hub: Hub, wire: Wire, handshake: Handshake, address: str) -> None:
        self._hub = hub
        self._wire = wire
        self._dialect = handshake.dialect
        self._connection = hub.connect(wire, self, address)
        self._brake = hub.make_brake(self._connection)
        self._tokens = self._brake.pace.allowance
        self._message_cost = self._brake.pace.message_cost
        self._backlog: deque[tuple[int, bytes]] = deque()
        self._is_finished = False
        self._end: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._work(self._attach(handshake.private_id))

    @property
    def connection(self) -> Connection:
        """The hub's side of it."""
        return self._connection

    # What the skin calls

    def receive(self, kind: int, payload: bytes) -> None:
        """Take one whole message; a text is valid UTF-8."""
        # The hot path. A route is only cached while nothing is under way and a link is set.
        self._tokens -= len(payload) + self._message_cost
        connection = self._connection
        route = connection.route
        if route is None or self._tokens < 0 or payload[:1] in _MARKED:
            self._receive(kind, payload)
        else:
            route.put(kind, payload, connection)

    def receive_ping(self, payload: bytes) -> None:
        """Answer a ping frame; it costs what a message costs."""
        self.count_frame()
        if self._connection.is_open:
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
        self._hub.leave(self._connection)
        self._backlog.clear()

    # What the hub calls (`plong.hub.connection.Listener`)

    def tell(self, event: Event, cause: Held) -> None:
        """Tell the client what happened, if its dialect has a word for it."""
        if self._connection.is_open:
            self._say(self._dialect.event(event), cause)

    def released(self) -> None:
        """Handle what waited, until one of it holds the connection again."""
        while self._backlog and not self._connection.is_held:
            kind, payload = self._backlog.popleft()
            self._tokens -= len(payload) + self._message_cost
            self._handle(kind, payload)
            self._count()
        self._end_if_done()

    def dismiss(self, close: Close) -> None:
        """Close the connection; what can still be written is."""
        self._connection.buffer.flush()
        self.left()
        self._wire.close(close.code, close.reason)
        self._end_if_done()

    # One message

    def _receive(self, kind: int, payload: bytes) -> None:
        if self._is_finished or not self._connection.is_open:
            self._count()  # nothing counts after a close, the client's or ours, but its cost
        elif self._connection.is_held:
            self._backlog.append((kind, payload))  # at most the rest of one read
            self._tokens += len(payload) + self._message_cost  # paid when it is handled
        else:
            self._handle(kind, payload)
            self._count()

    def _count(self) -> None:
        if self._tokens < 0:
            self._tokens = self._brake.press(self._tokens)

    def _handle(self, kind: int, payload: bytes) -> None:
        if kind == TEXT and payload.startswith(ESC):
            self._obey(payload)
        else:
            self._hub.relay(self._connection, kind, payload)

    def _obey(self, frame: bytes) -> None:
        verb, argument = control.split(frame)
        try:
            if verb not in self._dialect.verbs:
                raise UnknownVerb
            command = control.parse(verb, argument, self._hub.config.identity_timeout)
        except Refusal as refusal:
            self._say(self._dialect.failure(verb, refusal))
        else:
            self._perform(verb, command)

    def _perform(self, verb: str, command: Command) -> None:
        match command:
            case Ping():
                self._say(self._dialect.success(verb, {}))
            case AskLink():
                self._say(self._dialect.success(verb, read_link(self._hub, self._connection)))
            case _:
                self._work(self._answer(verb, command))

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
            _log.error("A command failed.", exc_info=error)
            self.dismiss(INTERNAL_ERROR)
        self._connection.release()
        self._end_if_done()

    def _end_if_done(self) -> None:
        is_busy = self._connection.is_open and (self._task is not None or self._backlog)
        if self._end is not None and not is_busy:
            end, self._end = self._end, None
            end()

    async def _attach(self, private_id: str) -> None:
        try:
            peer = await self._hub.attach(self._connection, private_id)
        except Refusal as refusal:
            self.dismiss(_close_for(refusal))
        else:
            facts = welcome_facts(self._hub, peer.public_id)
            self._say(self._dialect.welcome(peer.public_id, facts))

    async def _answer(self, verb: str, command: Command) -> None:
        try:
            answer = await perform(self._hub, self._connection, command)
        except Refusal as refusal:
            self._say(self._dialect.failure(verb, refusal))
        else:
            self._say(self._dialect.success(verb, answer))

    # Words

    def _say(self, words: str | None, cause: Held | None = None) -> None:
        if words is not None and self._connection.is_open:
            payload = ESC + words.encode("ascii")
            self._connection.buffer.say(TEXT, payload, cause or self._connection)


def _close_for(refusal: Refusal) -> Close:
    match refusal:
        case NoSuchPeer():
            return NO_SUCH_PEER
        case ServerFull():
            return FULL
        case _:
            return UNAVAILABLE
