"""Connections to the server's peer of libp2p: Noise, yamux, streams. Needs ``plong[libp2p]``."""

import os
from abc import abstractmethod
from collections.abc import Callable
from typing import Final, Protocol

from plong.conformance.expecting import expect
from plong.conformance.outcome import Mismatch
from plong.conformance.talks import CLOSED, RESET, Talk, Way
from plong.libp2p.upgrade import YAMUX, Role, Upgrade, Upgraded
from plong.noise.host import Host
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.keys import PublicKey
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.yamux.errors import CannotOpen
from plong.protocol.libp2p.yamux.events import (
    Aborted,
    Answered,
    Event,
    Finished,
    Opened,
    Received,
    WentAway,
)

_MOST_STREAMS: Final = 64
_SECRET_BYTES: Final = 32


class Pipe(Protocol):
    """What bytes go over: TCP, or the binary messages of a WebSocket."""

    @abstractmethod
    async def send(self, message: bytes) -> None:
        """Send them; who is not listened to any more, notices nothing."""

    @abstractmethod
    async def read(self) -> bytes:
        """Return what comes next; nothing: it has ended. Raise `Mismatch` if nothing comes."""


class Line(Way):
    """A connection on which both sides have proved who they are.

    Args:
        pipe: what it goes over.
        me: our own keys.
        upgraded: what came of the handshake.
    """

    def __init__(self, pipe: Pipe, me: Host, upgraded: Upgraded) -> None:
        self.me: Final[PeerId] = me.peer_id
        self.peer: Final = upgraded.secured.peer
        self.key: Final = upgraded.secured.key
        self.answered: list[int] = []
        """Values of yamux's pings that came back."""
        self.opened: list[Talk] = []
        """Streams that the server has opened."""
        self.went_away: int | None = None
        """The code with which it has said that it goes."""
        self._pipe = pipe
        self._verify = me.is_signed
        self._channel = upgraded.secured.channel
        self._session = upgraded.session
        self._talks: dict[int, Talk] = {}
        for text in upgraded.rest:
            self._hear(text)

    def verify(self, key: PublicKey, signature: bytes, data: bytes) -> bool:
        """Tell whether a key has signed data."""
        return self._verify(key, signature, data)

    def begin(self) -> Talk:
        """Open a stream. Raise `Mismatch` if the server goes away."""
        try:
            return self._talk(Talk(self, self._session.open()))
        except CannotOpen as error:
            raise Mismatch("a stream", str(error)) from None

    async def agree(self, *protocols: str) -> tuple[Talk, str]:
        """Open a stream, and propose what it is for; return also what was taken: perhaps none."""
        talk = self.begin()
        return talk, await talk.agree(*protocols)

    async def ping(self, value: int) -> None:
        """Ask for a sign of life."""
        self._session.ping(value)
        await self.flush()

    async def flush(self) -> None:
        """Send what there is to send."""
        if data := self._session.data_to_send():
            await self.write(data)

    async def write(self, frames: bytes) -> None:
        """Send frames of yamux, right or wrong."""
        await self._pipe.send(self._channel.send(frames))

    async def until(self, is_so: Callable[[], bool], expected: str) -> None:
        """Hear until something is so. Raise `Mismatch` if it never is."""
        while not is_so():
            if not (data := await self._pipe.read()):
                raise Mismatch(expected, "the end of the connection")
            try:
                for text in self._channel.receive(data):
                    self._hear(text)
            except ProtocolViolation as violation:
                raise Mismatch(expected, str(violation)) from None
            await self.flush()

    async def end(self) -> None:
        """Hear until it is over. Raise `Mismatch` if it never is."""
        while await self._pipe.read():
            pass

    def _talk(self, talk: Talk) -> Talk:
        self._talks[talk.number] = talk
        return talk

    def _hear(self, text: bytes) -> None:
        for event in self._session.receive(text):
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case Opened(stream):
                most = f"at most {_MOST_STREAMS} streams that nobody has asked for"
                expect(len(self.opened) < _MOST_STREAMS, most, "another")
                self.opened.append(self._talk(Talk(self, stream)))
            case Received(stream, data):
                self._talks[stream.id].take(data)
            case Finished(stream) | Aborted(stream):
                self._talks[stream.id].end = CLOSED if isinstance(event, Finished) else RESET
            case Answered(value):
                self.answered.append(value)
            case WentAway(code):
                self.went_away = code


async def connect(pipe: Pipe, expected: PeerId) -> Line:
    """Go through the handshake with who must be there. Raise `Mismatch`."""
    me = Host(os.urandom(_SECRET_BYTES), os.urandom(_SECRET_BYTES), (YAMUX,))
    role = Role(is_dialer=True, expected=expected)
    upgrade, upgraded = Upgrade(me, os.urandom(_SECRET_BYTES), role, _MOST_STREAMS), None
    try:
        while upgraded is None:
            await pipe.send(upgrade.data_to_send())
            if not (data := await pipe.read()):
                raise Mismatch("a handshake of Noise, and yamux", "the end of the connection")
            upgraded = upgrade.receive(data)
        await pipe.send(upgrade.data_to_send())
        return Line(pipe, me, upgraded)
    except ProtocolViolation as violation:  # WrongPeer among them
        raise Mismatch(f"{expected}, by Noise and yamux", str(violation)) from None
