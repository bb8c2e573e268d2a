"""What the messages of one WebSocket mean: control frames are obeyed, all others relayed."""

from typing import Final

from plong.endpoints.base_session import BaseSession
from plong.endpoints.commands import perform, read_link
from plong.endpoints.connected_tenant import ConnectedTenant
from plong.endpoints.facts import welcome_facts
from plong.hub.hub import Hub
from plong.hub.swarm.swarm import Swarm
from plong.hub.wire import Held, Wire
from plong.protocol import control
from plong.protocol.closes import FULL, NO_SUCH_PEER, UNAVAILABLE, Close
from plong.protocol.control import AskLink, Command, Ping, TalkLcdp
from plong.protocol.errors import (
    BadRequest,
    NoSuchPeer,
    RateLimited,
    Refusal,
    ServerFull,
    UnknownVerb,
    switched_off,
)
from plong.protocol.events import Event, HeardLcdp, Undelivered
from plong.protocol.handshake import Handshake
from plong.protocol.ids import bytes_of
from plong.protocol.messages import ESC, TEXT

_MARKED: Final = frozenset((ESC, b":"))
"""First bytes of messages that need a closer look: control frames, and what may look headed."""


class Session(BaseSession):
    """One client of the relay.

    Args:
        hub: where it gets its seat.
        swarm: who lends nodes of LCDP; None: nobody.
        wire: its socket.
        handshake: what its upgrade asked for.
        address: the IP address of its client.
    """

    way = "websocket"

    def __init__(
        self, hub: Hub, swarm: Swarm | None, wire: Wire, handshake: Handshake, address: str
    ) -> None:
        super().__init__(hub, wire, address)
        self._swarm = swarm
        self._tenant: ConnectedTenant | None = None
        self._dialect = handshake.dialect
        self._work(self._attach(handshake.private_id))

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

    def left(self) -> None:
        """Hear that the client is gone, or going; its node of LCDP ends."""
        super().left()
        if self._tenant is not None:
            self._tenant.close()

    def tell(self, event: Event, cause: Held) -> None:
        """Tell the client what happened, if its dialect has a word for it."""
        if isinstance(event, Undelivered):
            self._count_undelivered(event.refusal)
        if self._connection.is_open:
            self._say(self._dialect.event(event), cause)

    def _count_undelivered(self, refusal: Refusal) -> None:
        if isinstance(refusal, RateLimited):  # a warning: what it speaks of was delivered
            self._refused(refusal.code)
        else:
            self._hub.tally.undelivered += 1

    def _handle(self, kind: int, payload: bytes) -> None:
        if kind == TEXT and payload.startswith(ESC):
            self._obey(payload)
        else:
            self._hub.messaging.relay(self._connection, kind, payload)

    def _obey(self, frame: bytes) -> None:
        verb, argument = control.split(frame)
        try:
            if verb not in self._dialect.verbs:
                raise UnknownVerb
            command = control.parse(verb, argument, self._hub.config.identity_timeout)
        except Refusal as refusal:
            self._fail(verb, refusal)
        else:
            self._perform(verb, command)

    def _perform(self, verb: str, command: Command) -> None:
        match command:
            case Ping():
                self._say(self._dialect.success(verb, {}))
            case AskLink():
                self._say(self._dialect.success(verb, read_link(self._hub, self._connection)))
            case TalkLcdp(messages):
                self._talk_lcdp(verb, messages)
            case _:
                self._work(self._answer(verb, command))

    # LCDP: the first command opens a node for this connection

    def _talk_lcdp(self, verb: str, messages: bytes) -> None:
        try:
            if self._tenant is None:
                self._tenant = self._open_tenant()
            effort = self._tenant.receive(messages)
            if effort is None:
                raise BadRequest("lcdp needs a JSON array of messages, as LCDP bounds it.")
        except Refusal as refusal:
            self._fail(verb, refusal)
        else:
            self._tokens -= effort * self._message_cost
            self._say(self._dialect.success(verb, {}))

    def _open_tenant(self) -> ConnectedTenant:
        if self._swarm is None:
            raise switched_off("LCDP", "u")
        peer = self._connection.peer
        return ConnectedTenant(self._swarm, self._connection, self._say_heard, bytes_of(peer))

    def _say_heard(self, messages: bytes, cause: Held) -> None:
        self._say(self._dialect.event(HeardLcdp(messages.decode())), cause)

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
            self._fail(verb, refusal)
        else:
            self._say(self._dialect.success(verb, answer))

    # Words

    def _fail(self, verb: str, refusal: Refusal) -> None:
        self._refused(refusal.code)
        self._say(self._dialect.failure(verb, refusal))

    def _say(self, words: str | None, cause: Held | None = None) -> None:
        if words is not None and self._connection.is_open:
            payload = ESC + words.encode()
            self._connection.buffer.say(TEXT, payload, cause or self._connection)


def _close_for(refusal: Refusal) -> Close:
    match refusal:
        case NoSuchPeer():
            return NO_SUCH_PEER
        case ServerFull():
            return FULL
        case _:
            return UNAVAILABLE
