"""libp2p's handshake: Noise XX, in whose second and third message peers prove who they are.

libp2p specs, noise/README. The first message has no payload of ours; who sends one, is not heard.
"""

from abc import abstractmethod
from dataclasses import dataclass

from plong.noise.channel import NoiseChannel
from plong.noise.signatures import is_signed
from plong.noise.xx import Initiator, KeyPair, Responder, Split
from plong.protocol.libp2p.crypto import Secured, SecureHandshake
from plong.protocol.libp2p.errors import ProtocolViolation, WrongPeer
from plong.protocol.libp2p.noise_frames import take_handshake_frame, write_frame
from plong.protocol.libp2p.noise_payload import (
    Payload,
    common_muxer,
    read_payload,
    signed_by_peer,
    write_payload,
)
from plong.protocol.libp2p.peer_id import PeerId, peer_id_of


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one peer shows in each of its handshakes."""

    static: KeyPair
    """Noise's key, of which the peer has signed the public half."""
    payload: Payload


class _Handshake(SecureHandshake):
    """What both roles have in common; what its methods do stands at `SecureHandshake`."""

    def __init__(self, credentials: Credentials) -> None:
        self._mine = credentials.payload
        self._buffer = b""
        self._output = b""

    def receive(self, data: bytes) -> Secured | None:
        """Take what came; return who is there, once that is proved."""
        self._buffer += data
        while taken := take_handshake_frame(self._buffer):
            message, self._buffer = taken
            if secured := self._hear(message):
                return secured
        return None

    def data_to_send(self) -> bytes:
        """Return what to write now."""
        output, self._output = self._output, b""
        return output

    @abstractmethod
    def _hear(self, message: bytes) -> Secured | None:
        """Take one message."""

    def _say(self, message: bytes) -> None:
        self._output += write_frame(message)

    def _secured(self, theirs: Payload, muxer: str | None, keys: Split) -> Secured:
        rest, self._buffer = self._buffer, b""
        return Secured(peer_id_of(theirs.key), theirs.key, muxer, NoiseChannel(keys), rest)


class Calling(_Handshake):
    """The handshake of who dials.

    Args:
        credentials: what this peer shows.
        ephemeral: a key for this handshake only.
        expected: who it must be; None: whoever it is.
    """

    def __init__(
        self, credentials: Credentials, ephemeral: KeyPair, expected: PeerId | None
    ) -> None:
        super().__init__(credentials)
        self._expected = expected
        self._noise = Initiator(credentials.static, ephemeral)
        self._say(self._noise.write_first())

    def _hear(self, message: bytes) -> Secured:
        theirs = _prove(self._noise.read_second(message), self._noise.remote)
        self._compare(peer_id_of(theirs.key))  # who is called wrongly, need not learn by whom
        self._say(self._noise.write_third(write_payload(self._mine)))
        muxer = common_muxer(self._mine.muxers, theirs.muxers)
        return self._secured(theirs, muxer, self._noise.split())

    def _compare(self, peer: PeerId) -> None:
        if self._expected not in {None, peer}:
            raise WrongPeer(f"{self._expected} was called, and {peer} is there.")


class Answering(_Handshake):
    """The handshake of who is dialled.

    Args:
        credentials: what this peer shows.
        ephemeral: a key for this handshake only.
    """

    def __init__(self, credentials: Credentials, ephemeral: KeyPair) -> None:
        super().__init__(credentials)
        self._noise = Responder(credentials.static, ephemeral)
        self._has_answered = False

    def _hear(self, message: bytes) -> Secured | None:
        if self._has_answered:
            return self._conclude(message)
        self._noise.read_first(message)
        self._say(self._noise.write_second(write_payload(self._mine)))
        self._has_answered = True
        return None

    def _conclude(self, message: bytes) -> Secured:
        theirs = _prove(self._noise.read_third(message), self._noise.remote)
        muxer = common_muxer(theirs.muxers, self._mine.muxers)
        return self._secured(theirs, muxer, self._noise.split())


def _prove(data: bytes, static: bytes) -> Payload:
    """Return a payload whose key has signed the static key that the message came with."""
    theirs = read_payload(data)
    if not is_signed(theirs.key, theirs.signature, signed_by_peer(static)):
        raise ProtocolViolation("Noise: a peer has not signed what it says it has.")
    return theirs
