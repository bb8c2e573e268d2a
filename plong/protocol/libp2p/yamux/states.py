"""How far a stream has come.

Rule 1: every move is a row of `TRANSITIONS`; a pair that is not there is illegal.
Rule 2: no move goes back.
Rule 3: each side closes its own half, in any order; what is reset is over for both.

Whether a stream was acknowledged is not among the states, for it crosses all of them: data may be
sent, and even be finished, before. libp2p specs, yamux/README, "Message Flow".
"""

from collections.abc import Mapping
from enum import IntEnum, auto
from typing import Final


class State(IntEnum):
    """Of one stream, as one side sees it."""

    OPEN = auto()
    LOCAL_CLOSE = auto()
    """This side has said FIN."""
    REMOTE_CLOSE = auto()
    """The other side has said FIN."""
    CLOSED = auto()
    """Both have."""
    RESET = auto()
    """One has said RST, or the connection is lost."""


class Move(IntEnum):
    """What happens to a stream."""

    DATA_SENT = auto()
    DATA_RECEIVED = auto()
    FIN_SENT = auto()
    FIN_RECEIVED = auto()
    RST = auto()
    """Sent or received."""


TRANSITIONS: Final[Mapping[State, Mapping[Move, State]]] = {
    State.OPEN: {
        Move.DATA_SENT: State.OPEN,
        Move.DATA_RECEIVED: State.OPEN,
        Move.FIN_SENT: State.LOCAL_CLOSE,
        Move.FIN_RECEIVED: State.REMOTE_CLOSE,
        Move.RST: State.RESET,
    },
    State.LOCAL_CLOSE: {
        Move.DATA_RECEIVED: State.LOCAL_CLOSE,
        Move.FIN_RECEIVED: State.CLOSED,
        Move.RST: State.RESET,
    },
    State.REMOTE_CLOSE: {
        Move.DATA_SENT: State.REMOTE_CLOSE,
        Move.FIN_SENT: State.CLOSED,
        Move.RST: State.RESET,
    },
    State.CLOSED: {},
    State.RESET: {},
}


def is_legal(state: State, move: Move) -> bool:
    """Tell whether a stream in this state expects this."""
    return move in TRANSITIONS[state]


def is_over(state: State) -> bool:
    """Tell whether nothing can happen any more."""
    return not TRANSITIONS[state]
