"""Measuring a peer: 32 random bytes there and back, on one stream for as long as it lasts.

libp2p specs, ping. Others end such a stream after some seconds even in the midst of a payload, so
one that has answered before is opened anew, once; the payload is sent again, and time begins anew.
"""

from dataclasses import dataclass

from plong.protocol.libp2p.echoing import PAYLOAD_BYTES
from plong.protocol.libp2p.measuring_steps import (
    REASONS,
    STEPS,
    Act,
    Event,
    Failure,
    IllegalStep,
    State,
)


@dataclass(frozen=True, slots=True)
class OpenStream:
    """Open a stream for `echoing.PING`, and tell `opened` or `refused`."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send this on the stream."""

    data: bytes


@dataclass(frozen=True, slots=True)
class CloseStream:
    """Close our side of the stream, which is not this one's any more."""


@dataclass(frozen=True, slots=True)
class ResetStream:
    """Reset the stream, which is not this one's any more."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The ping is over."""

    seconds: float
    """From sending to the last byte of the echo."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The ping is over."""

    why: Failure


Action = OpenStream | Send | CloseStream | ResetStream | Measured | Failed


class Measurement:
    """Pings one peer, one after another.

    Each method returns what is to be done, in order. Events are of the stream that was last asked
    for only: once it is to be closed or reset, nothing of it is told here any more. Times are
    seconds of any clock that does not jump.
    """

    def __init__(self) -> None:
        self.state = State.ABSENT
        self._payload = b""
        self._received = b""
        self._sent_at = 0.0

    @property
    def is_under_way(self) -> bool:
        """Tell whether there is a ping that is neither measured nor failed."""
        return self.state not in {State.ABSENT, State.IDLE}

    def ping(self, payload: bytes, now: float) -> list[Action]:
        """Begin a ping, where none `is_under_way`.

        Args:
            payload: `echoing.PAYLOAD_BYTES` random bytes.
            now: seconds.

        Raises:
            ValueError: the payload has another length.
            IllegalStep: a ping is under way.
        """
        if len(payload) != PAYLOAD_BYTES:
            raise ValueError(f"A payload has {PAYLOAD_BYTES} bytes, not {len(payload)}.")
        return self._step(Event.ASK, now, payload)

    def opened(self, now: float) -> list[Action]:
        """Go on with the stream that was asked for, on which ping is agreed on."""
        return self._step(Event.OPEN, now)

    def refused(self) -> list[Action]:
        """Take in that there will be no such stream."""
        return self._step(Event.REFUSE)

    def receive(self, data: bytes, now: float) -> list[Action]:
        """Take what comes back. Bytes that nobody asked for end the stream."""
        self._received += data
        expected = self._payload if self.is_under_way else b""
        if not expected.startswith(self._received):
            return self._step(Event.WRONG)
        is_whole = bool(expected) and len(self._received) == PAYLOAD_BYTES
        return self._step(Event.ECHO, now) if is_whole else []

    def ended(self) -> list[Action]:
        """Take in that the peer has closed or reset the stream, or the connection is lost."""
        return self._step(Event.END)

    def give_up(self) -> list[Action]:
        """Wait no longer for the ping that is under way."""
        return self._step(Event.GIVE_UP)

    def finish(self) -> list[Action]:
        """Close the stream, where no ping `is_under_way`, because there will be no other soon."""
        return self._step(Event.FINISH)

    def _step(self, event: Event, now: float = 0.0, payload: bytes | None = None) -> list[Action]:
        try:
            state, acts = STEPS[self.state][event]
        except KeyError:
            raise IllegalStep(f"{event.name} in {self.state.name}") from None
        self.state, self._received = state, b""
        self._payload = self._payload if payload is None else payload
        return [self._action(act, event, now) for act in acts]

    def _action(self, act: Act, event: Event, now: float) -> Action:
        match act:
            case Act.SEND:
                self._sent_at = now
                return Send(self._payload)
            case Act.MEASURE:
                return Measured(now - self._sent_at)
            case Act.FAIL:
                return Failed(REASONS[event])
            case Act.OPEN_STREAM:
                return OpenStream()
        return CloseStream() if act is Act.CLOSE else ResetStream()
