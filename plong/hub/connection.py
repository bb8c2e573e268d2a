"""One open WebSocket, as the hub sees it."""

from __future__ import annotations

from functools import partial
from typing import Final, Protocol

from plong.hub.flow import Flow
from plong.hub.send_buffer import SendBuffer
from plong.hub.wire import Held, Wire
from plong.protocol.closes import OVERLOADED, Close
from plong.protocol.errors import NotConnected
from plong.protocol.events import Event, Undelivered
from plong.protocol.sources import address_key


class Route(Protocol):
    """Where a connection's messages go: decided once, used for each."""

    def put(self, kind: int, payload: bytes, sender: Connection) -> None:
        """Take one message."""


class Listener(Protocol):
    """Who speaks the client's language: the session."""

    def tell(self, event: Event, cause: Held) -> None:
        """Tell the client what happened; ``cause`` is held if it cannot keep up."""

    def released(self) -> None:
        """Hear that the client may send again: what it sent before it was held comes first."""

    def dismiss(self, close: Close) -> None:
        """Close the connection, because the hub says so."""


class Nobody:
    """The listener of a connection that is over: without it, each would wait for the collector."""

    def tell(self, event: Event, cause: Held) -> None:
        """Tell nobody."""

    def released(self) -> None:
        """Send nothing."""

    def dismiss(self, close: Close) -> None:
        """Close nothing."""


_NOBODY: Final[Listener] = Nobody()


class Connection:
    """A peer's seat on this node: its link, its cached route, its send buffer."""

    __slots__ = (
        "_awaiting_pong",
        "_holds",
        "address",
        "buffer",
        "is_open",
        "is_parting",
        "link",
        "listener",
        "peer",
        "route",
        "share",
        "wire",
    )

    def __init__(
        self,
        wire: Wire,
        listener: Listener,
        address: str,
        flow: Flow,
        *,
        too_slow: Close,
    ) -> None:
        self.wire = wire
        self.listener = listener
        self.address = address
        self.peer = ""
        """PublicId; empty until attached."""
        self.link: str | None = None
        """PublicId that this connection's messages go to."""
        self.route: Route | None = None
        """The decision for ``link``, cached; None: held, or to be decided at the next message."""
        self.share = flow.memory.share(address_key(address), self)
        """What the server holds for it, until the socket is closed: whoever lends that ends it."""
        self.buffer = SendBuffer(flow, wire, lambda: listener.dismiss(too_slow), self.share)
        self.is_open = True
        self._holds = 0
        self._awaiting_pong = False
        self.is_parting = False
        """Whether it gets what waits for it, and nothing else."""

    @property
    def is_held(self) -> bool:
        """Whether what this client sends has to wait."""
        return self._holds > 0

    def hold(self) -> None:
        """Read nothing from this client, and relay nothing, until every hold is released."""
        self._holds += 1
        # One that is closed is read though it is held: until it answers the close frame.
        if self._holds == 1 or not self.is_open:
            self.route = None
            self.wire.pause_reading()

    def release(self) -> None:
        """Take one hold back."""
        self._holds -= 1
        if not self._holds:
            self.wire.resume_reading()
            self.listener.released()  # which may well hold it again
        elif not self.is_open:
            self.wire.resume_reading()

    def part(self, close: Close, within: float) -> None:
        """Take nothing more from the client; close when it has been sent all that waits for it.

        It has ``within`` seconds for all of that.
        """
        if self.is_open and not self.is_parting:
            self.is_parting = True
            self.hold()
            self.wire.let_go_after(within)
            self.buffer.when_empty(partial(self.listener.dismiss, close))

    def end(self) -> None:
        """Drop what waits, and whoever listened: nothing refers to them, so they are freed."""
        self.buffer.discard()
        self.listener = _NOBODY

    def trim(self) -> None:
        """Give back memory that is only kept for reads to come."""
        self.wire.trim()

    def shed(self) -> None:
        """Close it and wait for nothing, for the server holds too much."""
        self.listener.dismiss(OVERLOADED)
        self.wire.abort()

    def lost(self) -> None:
        """Tell the client that one of its messages was not delivered."""
        self.listener.tell(Undelivered(NotConnected()), self)

    def heard(self) -> None:
        """Note a sign of life."""
        self._awaiting_pong = False

    def check_alive(self) -> bool:
        """Ping the client; False if it has not answered since the last time.

        Nobody can answer before reading what waits for them, for which there is the slow timer,
        nor while not being read; but TCP notices if there is nobody to take the ping.
        """
        if self.buffer.stalled:
            self._awaiting_pong = False
            return True
        alive = self.is_held or not self._awaiting_pong
        self._awaiting_pong = self.wire.ping() and not self.is_held
        return alive
