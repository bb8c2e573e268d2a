"""What libp2p's rules ask of a cipher; `plong.noise.host` has one."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from plong.protocol.libp2p.keys import PublicKey
from plong.protocol.libp2p.peer_id import PeerId


class SecureChannel(Protocol):
    """A connection that nobody else reads or changes. What raised is of no more use."""

    @abstractmethod
    def receive(self, data: bytes) -> list[bytes]:
        """Take what came from the socket; return what the peer said, in order, nothing empty.

        Raises:
            ProtocolViolation: it was changed on its way, or is no message.
        """

    @abstractmethod
    def send(self, data: bytes) -> bytes:
        """Return what to write to the socket, so that the peer hears the data.

        Raises:
            ProtocolViolation: 2**64 messages were sent.
        """


@dataclass(frozen=True, slots=True)
class Secured:
    """A handshake that went well."""

    peer: PeerId
    """Who is there; it has proved so."""
    key: PublicKey
    """The key that it has proved it with."""
    muxer: str | None
    """The muxer that both named in the handshake; None: negotiate one."""
    channel: SecureChannel
    rest: bytes
    """What stood behind the handshake: `channel.receive` it at once, if there is any."""


class SecureHandshake(Protocol):
    """A handshake on one connection. What raised is of no more use."""

    @abstractmethod
    def receive(self, data: bytes) -> Secured | None:
        """Take what came from the socket; None: there must come more. Nothing after `Secured`.

        Raises:
            ProtocolViolation: the peer is not who it claims to be, or breaks the rules.
            WrongPeer: it is somebody else than was called.
        """

    @abstractmethod
    def data_to_send(self) -> bytes:
        """Return what to write to the socket now, also right at the start and at the end."""


class Crypto(Protocol):
    """The key of one peer, as the rules use it."""

    key: PublicKey
    peer_id: PeerId

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """Return the signature of just these bytes."""

    @abstractmethod
    def is_signed(self, key: PublicKey, signature: bytes, data: bytes) -> bool:
        """Tell whether the owner of a key has signed just these bytes."""

    @abstractmethod
    def answer(self, entropy: bytes) -> SecureHandshake:
        """Begin the handshake with who has called.

        Args:
            entropy: 32 random bytes, used for nothing else.
        """

    @abstractmethod
    def call(self, entropy: bytes, expected: PeerId | None) -> SecureHandshake:
        """Begin the handshake with who was called.

        Args:
            entropy: 32 random bytes, used for nothing else.
            expected: who it must be; None: whoever it is.
        """
