"""One connection: bytes from a wire in, its streams' handlers told, bytes to the wire out."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from plong.libp2p.channel import Base, Channel
from plong.libp2p.errors import Idle, Silent
from plong.libp2p.pulse import Due, Pulse, Stage
from plong.libp2p.services import Factory
from plong.libp2p.upgrade import Upgrade, Upgraded
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.crypto import Secured
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.identify import Identify
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.yamux.errors import CannotOpen
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

_OF_STREAMS: Final = (Received, Finished, Aborted, Drained)


class Owner(Protocol):
    """To whom a connection belongs."""

    @property
    @abstractmethod
    def services(self) -> Mapping[str, Factory]:
        """What the other side may ask for, by the protocols' names."""

    @abstractmethod
    def ready(self, connection: "Connection") -> None:
        """Take in that the other side has proved who it is, and there may be streams."""

    @abstractmethod
    def over(self, connection: "Connection", why: Exception | None) -> None:
        """Take in, once, that nothing more happens on it. None: one side has closed it."""

    @abstractmethod
    def gone(self, connection: "Connection") -> None:
        """Take in, once and at the very end, that its wire is lost."""


class Connection(Base):
    """Made by a `Node`. Whoever lends the wire tells `received`, `blocked`, `unblocked`, `lost`.

    Args:
        wire: what it goes over.
        remote: where the other side is.
        upgrade: the handshake to come.
        owner: to whom it belongs.
        now: seconds of any clock that does not jump.
    """

    def __init__(
        self, wire: Wire, remote: Multiaddr, upgrade: Upgrade, owner: Owner, now: float
    ) -> None:
        self._remote = remote
        self.identity: Identify | None = None
        """What the other side says of itself, once it was asked and has answered."""
        self.is_kept = False
        """Whether it is in use even while it has no stream."""
        self.is_blocked = False
        """Whether the other side does not take what is written; it is not read meanwhile."""
        self.is_over = False
        """Whether nothing more happens on it."""
        self._wire = wire
        self._upgrade = upgrade
        self._owner = owner
        self._pulse = Pulse(now)
        self._secured: Secured | None = None
        self._session: Session | None = None
        self._channels: dict[int, Channel] = {}
        self._is_receiving = False
        self._send_upgrade()

    @property
    def remote(self) -> Multiaddr:
        """Where the other side is, as the socket has it."""
        return self._remote

    @property
    def peer(self) -> PeerId:
        """Who is at the other side; there is nobody before `Owner.ready`."""
        if self._secured is None:
            raise LookupError("The other side has not proved who it is.")
        return self._secured.peer

    @property
    def is_ready(self) -> bool:
        """Whether there may be streams."""
        return self._session is not None and not self.is_over

    @property
    def streams(self) -> int:
        """How many streams there are."""
        return len(self._session.streams) if self._session else 0

    def open(self, protocol: str, factory: Factory, refused: Callable[[], None]) -> Channel:
        """Open a stream.

        Args:
            protocol: the name of what is to be spoken.
            factory: makes the handler, as soon as that is agreed on.
            refused: is called, at most once and not before this returns, if it never is.

        Raises:
            CannotOpen: one side ends the connection, or it is not ready, or has too many streams.
        """
        if self._session is None or self.is_over:
            raise CannotOpen("There is no connection.")
        stream = self._session.open()
        channel = Channel(self, stream, {protocol: factory}, refused)
        self._channels[stream.id] = channel
        self.flush()
        return channel

    def close(self, why: Exception | None = None) -> None:
        """End it: streams are lost, what was written is still sent."""
        if self.is_over:
            return
        if self._session is not None:
            self._session.go_away()
        self._end(why)
        self._wire.close()

    def abort(self) -> None:
        """End it now, whether or not the other side takes what was written."""
        self._wire.abort()

    def received(self, data: bytes) -> None:
        """Take what came."""
        if self.is_over:
            return
        self._pulse.heard()
        self._is_receiving = True
        try:
            self._hear(data)
        except ProtocolViolation as violation:
            self._end(violation)
            self._wire.close()
        finally:
            self._is_receiving = False
        self.flush()

    def blocked(self) -> None:
        """Take in that the other side does not take what is written."""
        self.is_blocked = True
        self._wire.pause_reading()

    def unblocked(self) -> None:
        """Take in that it has taken enough of it."""
        self.is_blocked = False
        self._wire.resume_reading()
        for channel in [*self._channels.values()]:
            channel.drained()

    def lost(self) -> None:
        """Take in that the wire is lost."""
        self._end(None)
        self._owner.gone(self)

    def tick(self, now: float) -> None:
        """Do what is due; call it about once a second."""
        match self._pulse.tick(now, self._stage()):
            case Due.PING:
                self._ask()
            case Due.SILENT:
                self.close(Silent("The other side does not answer in time."))
            case Due.IDLE:
                self.close(Idle("Nobody has used the connection for a while."))
            case Due.ABORT:
                self._wire.abort()
        for channel in [*self._channels.values()]:
            channel.tick(now)

    def flush(self) -> None:
        """For its streams: write what there is, unless there may soon be more."""
        if self._secured is None or self._session is None or self._is_receiving or self.is_over:
            return
        data = self._session.data_to_send()
        if data:
            self._wire.write(self._secured.channel.send(data))

    def settle(self, channel: Channel) -> None:
        """For its streams: forget one that is over, and write what there is."""
        if channel.is_done:
            self._channels.pop(channel.id, None)
        self.flush()

    def _hear(self, data: bytes) -> None:
        if self._secured is None or self._session is None:
            self._hear_upgrade(data)
            return
        for text in self._secured.channel.receive(data):
            self._take(self._session, text)

    def _hear_upgrade(self, data: bytes) -> None:
        try:
            upgraded = self._upgrade.receive(data)
        finally:
            self._send_upgrade()
        if upgraded is not None:
            self._begin(upgraded)

    def _send_upgrade(self) -> None:
        data = self._upgrade.data_to_send()
        if data:
            self._wire.write(data)

    def _begin(self, upgraded: Upgraded) -> None:
        self._secured, self._session = upgraded.secured, upgraded.session
        self._owner.ready(self)
        for text in upgraded.rest:
            self._take(upgraded.session, text)

    def _take(self, session: Session, text: bytes) -> None:
        if self.is_over:
            return
        for event in session.receive(text):
            if isinstance(event, Opened):
                self._welcome(event.stream)
            elif isinstance(event, _OF_STREAMS):
                self._tell(event)

    def _welcome(self, stream: Stream) -> None:
        channel = Channel(self, stream, self._owner.services, _nobody_waits)
        self._channels[stream.id] = channel

    def _tell(self, event: Received | Finished | Aborted | Drained) -> None:
        channel = self._channels.get(event.stream.id)
        if channel is None:  # it was reset, or the connection closed, while this was under way
            return
        try:
            _pass_on(event, channel)
        except ProtocolViolation:
            channel.violated()
        self.settle(channel)

    def _stage(self) -> Stage:
        if self.is_over:
            return Stage.CLOSING
        if self._session is None:
            return Stage.HANDSHAKE
        return Stage.IN_USE if self._channels or self.is_kept else Stage.UNUSED

    def _ask(self) -> None:
        if self._session is not None:
            self._session.ping(0)
            self.flush()

    def _end(self, why: Exception | None) -> None:
        if self.is_over:
            return
        self._is_receiving = False
        self.flush()
        self.is_over = True
        channels, self._channels = self._channels, {}
        for channel in channels.values():
            channel.aborted()
        self._owner.over(self, why)


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
