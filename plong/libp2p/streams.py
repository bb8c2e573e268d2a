"""All streams of one connection: what yamux tells, told to whom it is for."""

from collections.abc import Callable, Mapping
from typing import Final

from plong.libp2p.channel import Base, Channel
from plong.libp2p.services import Factory
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.events import (
    Aborted,
    Drained,
    Event,
    Finished,
    Opened,
    Received,
)
from plong.protocol.libp2p.yamux.session import Session
from plong.protocol.libp2p.yamux.stream import Stream

_TOLD: Final = (Received, Finished, Aborted, Drained)
"""What is told to a stream; not a union, which would be made anew for each event."""


class Streams:
    """Made by a `Connection`, once it is secured.

    Args:
        base: the connection.
        session: yamux.
        services: what the other side may ask for, by the protocols' names.
    """

    def __init__(self, base: Base, session: Session, services: Mapping[str, Factory]) -> None:
        self.session = session
        self._base = base
        self._services = services
        self._channels: dict[int, Channel] = {}
        self._is_lost = False

    def __len__(self) -> int:
        return len(self._channels)

    def open(self, protocol: str, factory: Factory, refused: Callable[[], None]) -> Channel:
        """Open a stream, see `Connection.open`."""
        return self._add(self.session.open(), {protocol: factory}, refused)

    def receive(self, data: bytes) -> None:
        """Take what the other side says, and tell the handlers.

        Raises:
            ProtocolViolation: it broke the rules of yamux; those of a stream end only that one.
        """
        for event in self.session.receive(data):
            if self._is_lost:
                return
            if isinstance(event, _TOLD):
                self._tell(event)
            elif isinstance(event, Opened):
                self._add(event.stream, self._services, _nobody_waits)

    def drained(self) -> None:
        """Take in that the connection is not blocked any more."""
        for channel in [*self._channels.values()]:
            channel.drained()

    def tick(self, now: float) -> None:
        """Give up streams on which nothing is agreed for too long."""
        for channel in [*self._channels.values()]:
            channel.tick(now)

    def settle(self, channel: Channel) -> None:
        """Forget a stream, if it is over."""
        if channel.is_done:
            self._channels.pop(channel.id, None)
            channel.forget()

    def lose(self) -> None:
        """Take in that the connection is over. What yamux still tells is for nobody."""
        self._is_lost = True
        channels, self._channels = self._channels, {}
        for channel in channels.values():
            channel.aborted()
            channel.forget()
        self.session.lose()

    def _add(
        self, stream: Stream, services: Mapping[str, Factory], refused: Callable[[], None]
    ) -> Channel:
        channel = Channel(self._base, stream, services, refused)
        self._channels[stream.id] = channel
        return channel

    def _tell(self, event: Received | Finished | Aborted | Drained) -> None:
        channel = self._channels.get(event.stream.id)
        if channel is None:  # it was reset, or the connection closed, while this was under way
            return
        try:
            _pass_on(event, channel)
        except ProtocolViolation:
            channel.violated()
        self.settle(channel)


def _pass_on(event: Event, channel: Channel) -> None:
    match event:
        case Received(_, data):
            channel.received(data)
        case Finished():
            channel.finished()
        case Aborted():
            channel.aborted()
        case Drained():
            channel.drained()


def _nobody_waits() -> None:
    """Take in that a stream of the other side's is not agreed on, which is its own affair."""
