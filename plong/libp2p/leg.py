"""One of a relay's streams: one message comes in it, and behind that what is carried."""

from abc import abstractmethod
from typing import Final, Protocol

from plong.libp2p.services import Handler, StreamIO
from plong.protocol.libp2p.delimited import Delimited
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.relay.models import MAX_MESSAGE

UNREADABLE: Final = b""
"""Stands for what is no message: it is none itself."""


class Talk(Protocol):
    """What a leg is a part of."""

    @abstractmethod
    def heard(self, leg: "Leg", message: bytes) -> None:
        """Take in the message, without its length; anything. Then `Leg.carry` or `Leg.dismiss`."""

    @abstractmethod
    def lost(self, leg: "Leg") -> None:
        """Take in that nothing more comes of it: it is over, or ended before its message."""


class Way(Protocol):
    """Where that is carried which comes behind the message."""

    @abstractmethod
    def received(self, leg: "Leg", data: bytes) -> None:
        """Take what came, and have `Leg.io` consume it, now or later."""

    @abstractmethod
    def finished(self, leg: "Leg") -> None:
        """Take in that no more comes."""

    @abstractmethod
    def drained(self, leg: "Leg") -> None:
        """Take in that nothing waits to be sent in it."""


class _Nobody(Talk):
    """What a leg is a part of when all is over."""

    def heard(self, leg: "Leg", message: bytes) -> None:
        """Drop it."""

    def lost(self, leg: "Leg") -> None:
        """Nobody waits."""


_NOBODY: Final = _Nobody()


class Leg(Handler):
    """Until it is known what becomes of it, a window at most is kept of what comes.

    Args:
        io: the stream, on which a protocol of the relay is agreed.
        talk: of which it is a part.
    """

    def __init__(self, io: StreamIO, talk: Talk) -> None:
        self.io: Final = io
        self._talk: Talk = talk
        self._reader = Delimited(MAX_MESSAGE)
        self._received = 0
        self._early = bytearray()  # which takes many small pieces in little time
        self._is_heard = self._is_finished = self._is_dismissed = False
        self._way: Way | None = None

    def carry(self, way: Way) -> None:
        """Carry what comes, and what has come behind the message."""
        self._way = way
        early = bytes(self._early)
        self._early.clear()
        if early:
            way.received(self, early)
        if self._is_finished:
            way.finished(self)

    def dismiss(self, data: bytes) -> None:
        """Say this last. What still comes is dropped, and never consumed."""
        self._is_dismissed = True
        self._early.clear()
        self.io.send(data)
        self.io.close()

    def forget(self) -> None:
        """Tell nobody any more: they refer to this object, and are freed with it, at once."""
        self._talk, self._way = _NOBODY, None
        self._early.clear()

    def received(self, data: bytes) -> None:
        """Take what came."""
        if self._way is not None:
            self._way.received(self, data)
        elif not self._is_heard:
            self._listen(data)
        elif not self._is_dismissed:
            self._early += data

    def finished(self) -> None:
        """Take in that no more comes."""
        self._is_finished = True
        if self._way is not None:
            self._way.finished(self)
        elif not self._is_heard or self._is_dismissed:
            self._talk.lost(self)

    def aborted(self) -> None:
        """Take in that it is over."""
        self._talk.lost(self)

    def drained(self) -> None:
        """Take in that nothing waits to be sent."""
        if self._way is not None:
            self._way.drained(self)

    def _listen(self, data: bytes) -> None:
        self._received += len(data)
        self._reader.receive(data)
        try:
            message = self._reader.next_message()
        except ProtocolViolation:
            message = UNREADABLE
        if message is None:
            return
        self._is_heard = True
        self._early += self._reader.rest()
        self.io.consume(self._received - len(self._early))
        self._talk.heard(self, message)
