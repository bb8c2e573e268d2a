"""One connection: bytes from a wire in, its streams' handlers told, bytes to the wire out."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Protocol

from plong.libp2p.channel import Base, Channel
from plong.libp2p.errors import Idle, Silent
from plong.libp2p.outflow import Outflow
from plong.libp2p.pulse import Due, Pulse, Stage
from plong.libp2p.services import Factory
from plong.libp2p.streams import Streams
from plong.libp2p.upgrade import Upgrade, Upgraded
from plong.libp2p.wire import Wire
from plong.protocol.libp2p.crypto import Secured
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.identify import Identify
from plong.protocol.libp2p.multiaddr import Multiaddr
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.yamux.errors import CannotOpen


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
        self.outflow = Outflow(wire)
        """What is written."""
        self.is_over = False
        """Whether nothing more happens on it."""
        self._wire = wire
        self._upgrade = upgrade
        self._owner = owner
        self._pulse = Pulse(now)
        self._secured: Secured | None = None
        self._streams: Streams | None = None
        self._is_receiving = self._is_lost = False
        self._send_upgrade()

    @property
    def remote(self) -> Multiaddr:
        """Where the other side is, as the socket has it."""
        return self._remote

    @property
    def reached(self) -> Multiaddr | None:
        """Where the other side has reached us; None: it is unknown, or we have called."""
        return None if self._upgrade.is_dialer else self._wire.local

    @property
    def peer(self) -> PeerId:
        """Who is at the other side; there is nobody before `Owner.ready`."""
        if self._secured is None:
            raise LookupError("The other side has not proved who it is.")
        return self._secured.peer

    @property
    def is_ready(self) -> bool:
        """Whether there may be streams."""
        return self._streams is not None and not self.is_over

    @property
    def streams(self) -> int:
        """How many streams there are."""
        return len(self._streams.session.streams) if self._streams is not None else 0

    @property
    def held(self) -> int:
        """How many bytes wait in its streams, to be sent or to be used."""
        if self._streams is None:
            return 0
        return sum(stream.held for stream in self._streams.session.streams.values())

    def open(self, protocol: str, factory: Factory, refused: Callable[[], None]) -> Channel:
        """Open a stream.

        Args:
            protocol: the name of what is to be spoken.
            factory: makes the handler, as soon as that is agreed on.
            refused: is called, at most once and not before this returns, if it never is.

        Raises:
            CannotOpen: one side ends the connection, or it is not ready, or has too many streams.
        """
        if self._streams is None or self.is_over:
            raise CannotOpen("There is no connection.")
        channel = self._streams.open(protocol, factory, refused)
        self.flush()
        return channel

    def close(self, why: Exception | None = None) -> None:
        """End it: streams are lost, what was written is still sent."""
        if self.is_over:
            return
        if self._streams is not None:
            self._streams.session.release()
            while self._streams.session.go_on():
                pass
            self._streams.session.go_away()
        self._end(why)
        self._wire.close()

    def abort(self) -> None:
        """End it at once."""
        self._end(None)
        self._wire.abort()

    def received(self, data: bytes) -> None:
        """Take what came."""
        if self.is_over:
            return
        if not self.outflow.is_blocked:  # who takes nothing gives no sign of life
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
        self.outflow.block()
        if self._streams is not None:
            self._streams.session.hold()

    def unblocked(self) -> None:
        """Take in that it has taken enough of it."""
        self._pulse.heard()
        self.outflow.unblock()
        if self._streams is not None and not self.is_over:
            self._go_on(self._streams)

    def lost(self) -> None:
        """Take in that the wire is lost; once more does no harm."""
        if not self._is_lost:
            self._is_lost = True
            self._end(None)
            self._owner.gone(self)
            self._streams = None  # they refer to this object, and hold what nobody has taken

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
        if self._streams is not None:
            self._streams.tick(now)

    def flush(self) -> None:
        """For its streams: write what there is, unless there may soon be more."""
        if self._secured is None or self._streams is None or self._is_receiving or self.is_over:
            return
        data = self._streams.session.data_to_send()
        if data:
            self.outflow.write(self._secured.channel.send(data))

    def settle(self, channel: Channel) -> None:
        """For its streams: forget one that is over, and write what there is."""
        if self._streams is not None:
            self._streams.settle(channel)
        self.flush()

    def _hear(self, data: bytes) -> None:
        if self._secured is None or self._streams is None:
            self._hear_upgrade(data)
            return
        for text in self._secured.channel.receive(data):
            if not self.is_over:
                self._streams.receive(text)

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
            self.outflow.write(data)

    def _go_on(self, streams: Streams) -> None:
        streams.session.release()
        while not self.outflow.is_blocked and streams.session.go_on():
            self.flush()
        streams.drained()

    def _begin(self, upgraded: Upgraded) -> None:
        self._secured = upgraded.secured
        self._streams = Streams(self, upgraded.session, self._owner.services)
        if self.outflow.is_blocked:
            upgraded.session.hold()
        self._owner.ready(self)
        for text in upgraded.rest:
            if not self.is_over:
                self._streams.receive(text)

    def _stage(self) -> Stage:
        if self.is_over:
            return Stage.CLOSING
        if self._streams is None:
            return Stage.HANDSHAKE
        return Stage.IN_USE if self._streams or self.is_kept else Stage.UNUSED

    def _ask(self) -> None:
        if self._streams is not None:
            self._streams.session.ping(0)
            self.flush()

    def _end(self, why: Exception | None) -> None:
        if self.is_over:
            return
        self._is_receiving = False
        self.flush()
        self.is_over = True
        self._upgrade.forget()
        if self._streams is not None:
            self._streams.lose()
        self._owner.over(self, why)
