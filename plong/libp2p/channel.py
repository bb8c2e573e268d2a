"""One stream of a connection: a protocol is agreed on, then its handler is told what comes."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from plong.libp2p.outflow import Outflow
from plong.libp2p.services import Factory, Handler, Line, StreamIO
from plong.protocol.libp2p.multistream import (
    Agreed,
    Declined,
    MultistreamDialer,
    MultistreamListener,
)
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.yamux.stream import Stream

AGREEMENT_TIMEOUT: Final = 10.0
"""Seconds in which it must be known what a stream is for."""


class Base(Line, Protocol):
    """What a stream asks of its `Connection`, beside what handlers do."""

    outflow: Outflow

    @abstractmethod
    def flush(self) -> None:
        """Write what there is."""

    @abstractmethod
    def settle(self, channel: "Channel") -> None:
        """Forget a stream that is over, and write what there is."""


class _Nobody(Handler):
    """The handler of a stream that is over."""

    def received(self, data: bytes) -> None:
        """Drop it."""

    def finished(self) -> None:
        """Nobody waits."""

    def aborted(self) -> None:
        """Nobody waits."""

    def drained(self) -> None:
        """Nobody waits."""


_NOBODY: Final = _Nobody()


class Channel(StreamIO):
    """Made by a `Connection`, which tells it what `Handler` is told; what else, `StreamIO` says.

    Args:
        connection: of which it is a part.
        stream: the same, as yamux has it.
        services: what may be agreed on, or for a stream of ours, the one that is wanted.
        refused: is called, at most once, if nothing is agreed on.
    """

    def __init__(
        self,
        connection: Base,
        stream: Stream,
        services: Mapping[str, Factory],
        refused: Callable[[], None],
    ) -> None:
        self._connection: Final = connection
        self._stream: Final = stream
        self._services = services
        self._refused = refused
        self._handler: Handler | None = None
        self._waits_since: float | None = None
        self._is_told = False
        self._negotiation: MultistreamDialer | MultistreamListener = (
            MultistreamDialer(services) if stream.is_ours else MultistreamListener(services)
        )
        if stream.is_ours:
            stream.send(self._negotiation.data_to_send())

    @property
    def id(self) -> int:
        """Its number in the connection."""
        return self._stream.id

    @property
    def connection(self) -> Base:
        """Of which it is a part."""
        return self._connection

    @property
    def peer(self) -> PeerId:
        """Who is at the other side."""
        return self._connection.peer

    @property
    def is_clear(self) -> bool:
        """Whether nothing waits to be sent."""
        return not (self._connection.outflow.is_blocked or self._stream.queued)

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen in it any more."""
        return self._stream.is_over

    @property
    def is_done(self) -> bool:
        """Whether it is over, and there is nothing left to be told of it.

        yamux is ahead of its events: it may know of the end while data is still to be told.
        """
        return self._is_told and self._stream.is_over

    def send(self, data: bytes) -> None:
        """Send data."""
        self._stream.send(data)
        self._connection.flush()

    def close(self) -> None:
        """Say that there is no more to send."""
        self._stream.close()
        self._connection.settle(self)

    def reset(self) -> None:
        """End it at once."""
        self._is_told = True
        self._stream.reset()
        self._connection.settle(self)

    def consume(self, count: int) -> None:
        """Let others come in the place of bytes received."""
        self._stream.consume(count)
        self._connection.flush()

    def received(self, data: bytes) -> None:
        """Take what came."""
        if self._handler is None:
            self._negotiate(data)
        else:
            self._handler.received(data)

    def finished(self) -> None:
        """Take in that the other side sends no more."""
        self._is_told = True
        if self._handler is None:
            self.give_up()
        else:
            self._handler.finished()

    def aborted(self) -> None:
        """Take in that the stream is over."""
        self._is_told = True
        if self._handler is None:
            self._refused()
        else:
            self._handler.aborted()

    def drained(self) -> None:
        """Take in that all that waited was sent, as far as that is so."""
        if self._handler is not None and self.is_clear:
            self._handler.drained()

    def give_up(self) -> None:
        """Wait no longer for an agreement."""
        refused = self._refused
        self.reset()
        refused()

    def tick(self, now: float) -> None:
        """Give up what is not agreed on in `AGREEMENT_TIMEOUT` from the first tick."""
        if self._handler is None:
            self._waits_since = now if self._waits_since is None else self._waits_since
            if now - self._waits_since >= AGREEMENT_TIMEOUT:
                self.give_up()

    def violated(self) -> None:
        """End it, since the other side broke the rules in it."""
        handler, refused = self._handler, self._refused
        self.reset()
        if handler is None:
            refused()
        else:
            handler.aborted()

    def forget(self) -> None:
        """Tell nobody any more: handlers refer to this object, and are freed with it, at once."""
        self._handler, self._refused = _NOBODY, _NOBODY.drained

    def _negotiate(self, data: bytes) -> None:
        result = self._negotiation.receive(data)
        self._stream.send(self._negotiation.data_to_send())
        if isinstance(result, Declined):
            self.give_up()
            return
        rest = b"" if result is None else result.rest
        self._stream.consume(len(data) - len(rest))
        if isinstance(result, Agreed):
            self._agree(result)

    def _agree(self, agreed: Agreed) -> None:
        self._handler = self._services[agreed.protocol](self)
        if self.is_done:
            self.forget()
        if agreed.rest and not self._is_told:
            self._handler.received(agreed.rest)
