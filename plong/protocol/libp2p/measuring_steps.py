"""Measuring a peer: the table of what happens to its stream and its ping. libp2p specs, ping."""

# Rule 1: there is never more than one stream to a peer.
# Rule 2: a ping under way is either measured or failed, and once.
# Rule 3: only a stream that has echoed before may end without the ping failing.

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Failure(Enum):
    """Why a ping was not measured."""

    REFUSED = "refused"
    """The stream was not opened: the peer does not speak ping, has too many, or is gone."""
    MISMATCH = "mismatch"
    """Other bytes came back."""
    ENDED = "ended"
    """The peer ended a new stream instead of answering."""
    LATE = "late"
    """It took longer than the caller would wait."""


class State(Enum):
    """Where the stream is, and the ping."""

    ABSENT = "absent"
    """There is no stream, and no ping."""
    OPENING = "opening"
    """A ping waits for its stream."""
    FIRST = "first"
    """The first ping on a stream is under way."""
    IDLE = "idle"
    """The stream has echoed, and there is no ping."""
    AGAIN = "again"
    """Another ping is under way on it."""


class Event(Enum):
    """What happens to it."""

    ASK = "ask"
    OPEN = "open"
    REFUSE = "refuse"
    ECHO = "echo"
    """The payload is back."""
    WRONG = "wrong"
    """Something else came."""
    END = "end"
    """The peer has closed or reset the stream."""
    GIVE_UP = "give up"
    FINISH = "finish"


class Act(Enum):
    """What an event asks for, in order."""

    OPEN_STREAM = "open stream"
    SEND = "send"
    CLOSE = "close"
    RESET = "reset"
    MEASURE = "measure"
    FAIL = "fail"


class IllegalStep(Exception):
    """An event that cannot happen in this state: our own mistake."""


_FAILED: Final = (State.ABSENT, (Act.RESET, Act.FAIL))
_ENDED: Final = (State.ABSENT, (Act.CLOSE,))
STEPS: Final[Mapping[State, Mapping[Event, tuple[State, tuple[Act, ...]]]]] = {
    State.ABSENT: {
        Event.ASK: (State.OPENING, (Act.OPEN_STREAM,)),
        Event.FINISH: (State.ABSENT, ()),
    },
    State.OPENING: {
        Event.OPEN: (State.FIRST, (Act.SEND,)),
        Event.REFUSE: (State.ABSENT, (Act.FAIL,)),
        Event.GIVE_UP: _FAILED,
    },
    State.FIRST: {
        Event.ECHO: (State.IDLE, (Act.MEASURE,)),
        Event.WRONG: _FAILED,
        Event.END: (State.ABSENT, (Act.CLOSE, Act.FAIL)),
        Event.GIVE_UP: _FAILED,
    },
    State.IDLE: {
        Event.ASK: (State.AGAIN, (Act.SEND,)),
        Event.WRONG: (State.ABSENT, (Act.RESET,)),
        Event.END: _ENDED,
        Event.FINISH: _ENDED,
    },
    State.AGAIN: {
        Event.ECHO: (State.IDLE, (Act.MEASURE,)),
        Event.WRONG: _FAILED,
        Event.END: (State.OPENING, (Act.CLOSE, Act.OPEN_STREAM)),
        Event.GIVE_UP: _FAILED,
    },
}
REASONS: Final[Mapping[Event, Failure]] = {
    Event.REFUSE: Failure.REFUSED,
    Event.WRONG: Failure.MISMATCH,
    Event.END: Failure.ENDED,
    Event.GIVE_UP: Failure.LATE,
}
