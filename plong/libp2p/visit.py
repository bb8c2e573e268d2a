"""What becomes of one question to a relay. docs/wire/libp2p.md, "The relay".

| stage | the caller is gone | the called is gone | time is up |
|---|---|---|---|
| ASKED | forgotten | | reset |
| CALLING | the called's stream is reset | the caller is told that it failed | both |
| JOINED | the called's stream is reset | the caller's stream is reset | both are |
| ANSWERED | forgotten | | reset |

Gone is who has reset the stream or lost the connection, or said before its message that there is
no more to come. Whatever the end, the circuit's room is free again from there on.
"""

from abc import abstractmethod
from collections.abc import Callable
from enum import Enum
from typing import Final, Protocol

from plong.libp2p.joint import Joint
from plong.libp2p.leg import Leg, Talk
from plong.libp2p.services import Factory, Handler, StreamIO
from plong.protocol.libp2p.peer_id import PeerId
from plong.protocol.libp2p.relay.hop import HOP_TIMEOUT, Relay
from plong.protocol.libp2p.relay.models import Status
from plong.protocol.libp2p.relay.steps import Call, Joined, Reply, Requester


class Stage(Enum):
    """How far it is."""

    ASKED = "asked"
    """The question is not whole yet."""
    CALLING = "calling"
    JOINED = "joined"
    ANSWERED = "answered"
    """Nothing more is said, but the other side has not closed the stream."""
    OVER = "over"


class Owner(Protocol):
    """What a visit asks of the relay to which it belongs."""

    relay: Relay

    @abstractmethod
    def now(self) -> float:
        """Return seconds since 1970."""

    @abstractmethod
    def requester(self, io: StreamIO) -> Requester:
        """Return who asks in a stream."""

    @abstractmethod
    def reserved(self, io: StreamIO) -> None:
        """Take in that who asks in a stream may be called."""

    @abstractmethod
    def ring(self, peer: PeerId, factory: Factory, refused: Callable[[], None]) -> StreamIO | None:
        """Open a stream to a peer that may be called; None: it cannot be."""

    @abstractmethod
    def refused(self, status: Status) -> None:
        """Take in that a question was answered with no."""

    @abstractmethod
    def leave(self, visit: "Visit") -> None:
        """Forget a visit that is over."""


class Visit(Talk):
    """One stream on which the relay is asked something, and what is done about it.

    Args:
        io: the stream.
        owner: to whom it belongs.
    """

    def __init__(self, io: StreamIO, owner: Owner) -> None:
        self.leg: Final = Leg(io, self)
        """The handler of the stream."""
        self._owner = owner
        self._call: Call | None = None
        self._stop: StreamIO | None = None
        self._joint: Joint | None = None
        self._enter(Stage.ASKED)

    @property
    def is_joined(self) -> bool:
        """Whether it has become a relayed connection, which is open."""
        return self.stage is Stage.JOINED

    @property
    def carried(self) -> int:
        """How many bytes went through it, in both directions."""
        return self._joint.carried if self._joint else 0

    def tick(self, now: float) -> None:
        """End what has taken too long."""
        if self._joint is not None:
            self._joint.look()
        if now >= self._ends_at:
            self._time_is_up()

    def heard(self, leg: Leg, message: bytes) -> None:
        """Take the caller's question, or the called's answer."""
        if leg is self.leg:
            self._take_question(message)
        elif self._call is not None:
            self._take_answer(self._call, leg, message)

    def lost(self, leg: Leg) -> None:
        """Take in that one is gone."""
        if leg is not self.leg and self.stage is Stage.CALLING:
            self._fail()
        else:
            self._end()

    def _take_question(self, message: bytes) -> None:
        owner = self._owner
        answer = owner.relay.hear(message, owner.requester(self.leg.io), owner.now())
        if isinstance(answer, Call):
            self._ring(answer)
            return
        if answer.is_reservation:
            owner.reserved(self.leg.io)
        self._answer(answer)

    def _ring(self, call: Call) -> None:
        self._enter(Stage.CALLING)
        self._call = call
        self._stop = self._owner.ring(call.pair.called, self._ask, self._fail)
        if self._stop is None:
            self._fail()

    def _ask(self, io: StreamIO) -> Handler:
        assert self._call is not None, "There is a stream to the called only if there is a call."
        io.send(self._call.data)
        return Leg(io, self)

    def _take_answer(self, call: Call, called: Leg, message: bytes) -> None:
        outcome = self._owner.relay.answered(call, message, self._owner.now())
        if isinstance(outcome, Joined):
            self._join(called, outcome)
        else:
            self._answer(outcome)

    def _join(self, called: Leg, joined: Joined) -> None:
        self._enter(Stage.JOINED, joined.circuit.ends_at)
        self.leg.io.send(joined.data)
        self._joint = Joint(self.leg, called, joined.circuit, self._end)
        self._joint.begin()

    def _fail(self) -> None:
        if self.stage is Stage.CALLING and self._call is not None:
            self._answer(self._owner.relay.failed(self._call))

    def _answer(self, reply: Reply) -> None:
        self._enter(Stage.ANSWERED)
        if reply.refusal is not None:
            self._owner.refused(reply.refusal)
        if self._stop is not None:
            self._stop.reset()
        self.leg.dismiss(reply.data)
        if self.leg.io.is_over:  # the caller had closed its half: nothing more is told of it
            self._end()

    def _time_is_up(self) -> None:
        if self.stage is Stage.CALLING:
            self._fail()
        else:
            self._end()

    def _end(self) -> None:
        if self.stage is Stage.OVER:
            return
        self._enter(Stage.OVER)
        for io in (self.leg.io, self._stop):
            if io is not None:
                io.reset()
        if self._call is not None:
            self._owner.relay.closed(self._call)
        self._owner.leave(self)
        self._forget()

    def _forget(self) -> None:
        """Refer to nothing that refers to it, so that all is freed at once, streams as well."""
        for leg in self._joint.legs if self._joint else (self.leg,):
            leg.forget()
        self._joint = self._stop = None

    def _enter(self, stage: Stage, ends_at: float | None = None) -> None:
        self.stage = stage
        self._ends_at = self._owner.now() + HOP_TIMEOUT if ends_at is None else ends_at
