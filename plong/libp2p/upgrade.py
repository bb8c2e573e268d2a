"""From a socket to streams: Noise is agreed on, then spoken, then yamux agreed on.

libp2p specs, connections, "Upgrading connections"; connections/inlined-muxer-negotiation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from plong.protocol.libp2p.crypto import Crypto, Secured
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multistream import (
    Agreed,
    Declined,
    MultistreamDialer,
    MultistreamListener,
)
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.yamux.session import Session

NOISE: Final = "/noise"
YAMUX: Final = "/yamux/1.0.0"
"""What the node's `Crypto` names in its handshakes, too."""


@dataclass(frozen=True, slots=True)
class Role:
    """Which side of a connection this is."""

    is_dialer: bool
    expected: PeerId | None = None
    """Who must be there, for a dialer; None: whoever it is."""


LISTENER: Final = Role(is_dialer=False)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Who is there, and the streams."""

    secured: Secured
    session: Session
    rest: tuple[bytes, ...]
    """What has already come, for `Session.receive`."""


class _Negotiation(Protocol):
    def receive(self, data: bytes) -> Agreed | Declined | None: ...
    def data_to_send(self) -> bytes: ...


class Upgrade:
    """One connection until it has streams. What raised is of no more use.

    Args:
        crypto: this node's keys; it must name `YAMUX`, and no other muxer.
        entropy: 32 random bytes, used for nothing else.
        role: which side this is.
        max_streams: that the other side may have at once.
    """

    def __init__(self, crypto: Crypto, entropy: bytes, role: Role, max_streams: int) -> None:
        self._crypto = crypto
        self._entropy = entropy
        self._role = role
        self._max_streams = max_streams
        self._output: list[bytes] = []
        self._next: Callable[[bytes], Upgraded | None]
        self._begin_noise()

    @property
    def is_dialer(self) -> bool:
        """Whether this side has called."""
        return self._role.is_dialer

    def receive(self, data: bytes) -> Upgraded | None:
        """Take what came from the socket; None: there must come more. Nothing after `Upgraded`.

        Raises:
            ProtocolViolation: the peer breaks the rules, speaks something else, or is not who it
                claims to be. Send what there is to send.
            WrongPeer: it is somebody else than was called.
        """
        return self._next(data)

    def data_to_send(self) -> bytes:
        """Return what to write now, also right at the start and at the end."""
        data = b"".join(self._output)
        self._output.clear()
        return data

    def forget(self) -> None:
        """Refer to itself no more: what it holds is freed with it, not at some collection."""
        self._next = _hear_nothing

    def _begin_noise(self) -> None:
        self._negotiation = self._negotiate(NOISE)
        self._next = self._agree_on_noise
        if self._role.is_dialer:  # who listens says nothing before it hears something
            self._output.append(self._negotiation.data_to_send())

    def _agree_on_noise(self, data: bytes) -> Upgraded | None:
        agreed = self._hear(data, self._output.append)
        if agreed is None:
            return None
        crypto, role, entropy = self._crypto, self._role, self._entropy
        self._handshake = (
            crypto.call(entropy, role.expected) if role.is_dialer else crypto.answer(entropy)
        )
        self._next = self._secure
        return self._secure(agreed.rest)

    def _secure(self, data: bytes) -> Upgraded | None:
        secured = self._handshake.receive(data)
        self._output.append(self._handshake.data_to_send())
        if secured is None:
            return None
        self._secured = secured
        if secured.muxer is not None:
            return self._upgraded(self._texts(secured.rest))
        self._negotiation = self._negotiate(YAMUX)
        if self._role.is_dialer:
            self._output.append(secured.channel.send(self._negotiation.data_to_send()))
        self._next = self._agree_on_yamux
        return self._agree_on_yamux(secured.rest)

    def _agree_on_yamux(self, data: bytes) -> Upgraded | None:
        send = self._secured.channel.send
        said = b"".join(self._texts(data))
        agreed = self._hear(said, lambda answer: self._output.append(send(answer)))
        if agreed is None:
            return None
        return self._upgraded((agreed.rest,) if agreed.rest else ())

    def _negotiate(self, protocol: str) -> _Negotiation:
        protocols = (protocol,)
        is_dialer = self._role.is_dialer
        return MultistreamDialer(protocols) if is_dialer else MultistreamListener(protocols)

    def _hear(self, data: bytes, send: Callable[[bytes], None]) -> Agreed | None:
        result = self._negotiation.receive(data)
        send(self._negotiation.data_to_send())
        if isinstance(result, Declined):
            raise ProtocolViolation(f"The peer speaks neither {NOISE} nor {YAMUX} as we do.")
        return result

    def _texts(self, data: bytes) -> tuple[bytes, ...]:
        return tuple(self._secured.channel.receive(data)) if data else ()

    def _upgraded(self, rest: tuple[bytes, ...]) -> Upgraded:
        session = Session(is_client=self._role.is_dialer, max_streams=self._max_streams)
        return Upgraded(self._secured, session, rest)


def _hear_nothing(_data: bytes) -> None:
    return None
