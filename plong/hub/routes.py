"""Where messages go: the routes that the switchboard decides on."""

from typing import Final

from plong.engine.base import Engine, Envelope
from plong.hub.connection import Connection, Route
from plong.hub.send_buffer import SendBuffer
from plong.hub.wire import Held
from plong.protocol.errors import Refusal
from plong.protocol.events import Undelivered
from plong.protocol.link import header, looks_headed


class Headed:
    """A route to a connection that is not linked back: messages say who sent them."""

    __slots__ = ("_buffer", "_header")

    def __init__(self, buffer: SendBuffer, sender: str) -> None:
        self._buffer = buffer
        self._header = header(sender)

    @property
    def full(self) -> bool:
        """Whether those who add to it are held."""
        return self._buffer.full

    def put(self, kind: int, payload: bytes, sender: Held) -> None:
        """Add a message with the sender's PublicId before it."""
        self._buffer.put(kind, self._header + payload, sender)


class Forward:
    """A route to a peer that has no connection on this node."""

    __slots__ = ("_engine", "_target")

    def __init__(self, engine: Engine, target: str) -> None:
        self._engine = engine
        self._target = target

    def put(self, kind: int, payload: bytes, sender: Connection) -> None:
        """Give the message to the engine; the sender hears if it cannot be delivered."""
        envelope = Envelope(sender.peer, self._target, kind, payload)
        if refusal := forward(self._engine, envelope, sender):
            sender.listener.tell(Undelivered(refusal), sender)


def forward(engine: Engine, envelope: Envelope, sender: Connection) -> Refusal | None:
    """Give a message to the engine; return what it says against it at once."""
    at_once: list[Refusal] = []
    is_later = False

    def undelivered(refusal: Refusal) -> None:
        if is_later:
            sender.listener.tell(Undelivered(refusal), sender)
        else:
            at_once.append(refusal)

    engine.forward(envelope, undelivered)
    is_later = True
    return at_once[0] if at_once else None


def guarded(route: Route, sender: str, payload: bytes) -> bytes:
    """Return the payload with its true header if it is direct and looks like another's."""
    if isinstance(route, SendBuffer) and looks_headed(payload):
        return header(sender) + payload
    return payload


class _Remote:
    """The sender of a message from another node."""

    def hold(self) -> None:
        """Do nothing: its own node holds it."""

    def release(self) -> None:
        """Do nothing."""

    def lost(self) -> None:
        """Do nothing: it was told that the message came this far."""


REMOTE: Final = _Remote()
