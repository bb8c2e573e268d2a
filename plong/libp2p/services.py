"""What is done with streams on which a protocol is agreed.

For each of them, a `Factory` makes a `Handler`, which is told what comes and is given a `StreamIO`
to answer with. A handler may raise `ProtocolViolation`: then its stream is reset.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Protocol

from plong.protocol.libp2p.identify import Identify
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId


class Line(Protocol):
    """What handlers see of a `Connection`, which says what these mean."""

    identity: Identify | None
    is_kept: bool

    @property
    @abstractmethod
    def remote(self) -> Multiaddr:
        """Where the other side is."""

    @property
    @abstractmethod
    def reached(self) -> Multiaddr | None:
        """Where the other side has reached us; None: it is unknown, or we have called."""

    @property
    @abstractmethod
    def peer(self) -> PeerId:
        """Who is there."""

    @property
    @abstractmethod
    def is_ready(self) -> bool:
        """Whether there may be streams."""

    @abstractmethod
    def open(self, protocol: str, factory: "Factory", refused: Callable[[], None]) -> "StreamIO":
        """Open a stream."""

    @abstractmethod
    def close(self, why: Exception | None = None) -> None:
        """End the connection."""


class StreamIO(Protocol):
    """One stream, for its handler. When it is over, nothing here has an effect."""

    @property
    @abstractmethod
    def connection(self) -> Line:
        """Of which it is a part."""

    @property
    @abstractmethod
    def peer(self) -> PeerId:
        """Who is at the other side; it has proved so."""

    @property
    @abstractmethod
    def is_clear(self) -> bool:
        """Whether nothing waits to be sent: neither in this stream nor in the connection.

        Rule: whoever passes on what it receives consumes it while this is so, and otherwise when
        it is `Handler.drained`. Then no more can wait than a window.
        """

    @property
    @abstractmethod
    def is_over(self) -> bool:
        """Whether nothing can happen in it any more."""

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Send data; it may be empty.

        Raises:
            AlreadyClosed: `close` was called before.
        """

    @abstractmethod
    def close(self) -> None:
        """Say that there is no more to send, behind what was sent."""

    @abstractmethod
    def reset(self) -> None:
        """End it at once, in both directions. The handler is told nothing more."""

    @abstractmethod
    def consume(self, count: int) -> None:
        """Say that bytes received are kept no longer, so that others may come in their place."""


class Handler(Protocol):
    """What one stream means. It is made when the protocol is agreed on.

    A stream is over when both sides have closed it, or one has reset it. If its handler has not
    done so itself, it is told: that `finished` before its own `close`, and `aborted`.
    """

    @abstractmethod
    def received(self, data: bytes) -> None:
        """Take what came; it is not empty. `StreamIO.consume` its length, now or later."""

    @abstractmethod
    def finished(self) -> None:
        """Take in that the other side sends no more."""

    @abstractmethod
    def aborted(self) -> None:
        """Take in that the other side has reset the stream, or the connection is lost."""

    @abstractmethod
    def drained(self) -> None:
        """Take in that all is sent that waited. It may be told without need."""


Factory = Callable[[StreamIO], Handler]
"""Makes the handler of a stream. It may reset the stream, and then is not told of it again."""
