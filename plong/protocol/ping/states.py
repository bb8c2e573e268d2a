"""How far a ping has come: one table for who sends, one for who receives.

PING Draft 0.1 has four states and no events. An "advance" without events loses content when an
acknowledgement comes before any pull, and goes wrong when a ping or its receipt comes late.
docs/wire/ping.md.
"""

# Rule 1: every move is a row of a table; a pair that is not there cannot happen.
# Rule 2: no move goes back. Events repeat and cross on the wire, states do not.
# Rule 3: an event that comes late, or once more, leaves the state as it is.
# Rule 4: where a stranger's event must be refused, its row says with what.
# Rule 5: content is served exactly in the states in which it may be pulled.

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from plong.protocol.errors import Refusal
from plong.protocol.ping.errors import AlreadyAcknowledged, Gone, NoSuchPing, NotPulled
from plong.protocol.ping.models import ReceiverState, SenderState


class SenderEvent(StrEnum):
    """What happens to a ping that we sent."""

    RECEIPT = "receipt"
    """The target took the knock."""
    PULL = "pull"
    """The content was asked for."""
    ACK = "ack"
    """The receiver says that it has the content."""
    EXPIRY = "expiry"
    """The maximum age is over."""


class ReceiverEvent(StrEnum):
    """What happens to a ping that we were sent."""

    KNOCK = "knock"
    """The same knock again."""
    PULL = "pull"
    """The content was fetched, and is about to be stored."""
    CONFIRMATION = "confirmation"
    """The sender took our acknowledgement, or knows nothing of it any more."""
    IGNORE = "ignore"
    """The owner does not want it."""
    EXPIRY = "expiry"
    """The maximum age is over."""


class IllegalMove(Exception):
    """An event that cannot happen in this state: our own mistake."""


S = SenderState
SENDER: Final[Mapping[SenderState, Mapping[SenderEvent, SenderState | type[Refusal]]]] = {
    S.PING_EXISTS: {
        SenderEvent.RECEIPT: S.PING_RECEIVED,
        SenderEvent.PULL: S.CONTENT_PULLED,  # the receipt was lost
        SenderEvent.ACK: NotPulled,  # a stranger's, or the content would be lost
        SenderEvent.EXPIRY: S.EXPIRED,
    },
    S.PING_RECEIVED: {
        SenderEvent.RECEIPT: S.PING_RECEIVED,
        SenderEvent.PULL: S.CONTENT_PULLED,
        SenderEvent.ACK: NotPulled,
        SenderEvent.EXPIRY: S.EXPIRED,
    },
    S.CONTENT_PULLED: {
        SenderEvent.RECEIPT: S.CONTENT_PULLED,  # the pull overtook it
        SenderEvent.PULL: S.CONTENT_PULLED,  # the answer, or the acknowledgement, was lost
        SenderEvent.ACK: S.ACKNOWLEDGED,
        SenderEvent.EXPIRY: S.EXPIRED,
    },
    S.ACKNOWLEDGED: {
        SenderEvent.RECEIPT: S.ACKNOWLEDGED,
        SenderEvent.PULL: Gone,
        SenderEvent.ACK: S.ACKNOWLEDGED,  # the answer to the first was lost
        SenderEvent.EXPIRY: S.ACKNOWLEDGED,
    },
    S.EXPIRED: {
        SenderEvent.RECEIPT: S.EXPIRED,
        SenderEvent.PULL: Gone,
        SenderEvent.ACK: S.EXPIRED,  # too late to matter; refusing would make it come again
        SenderEvent.EXPIRY: S.EXPIRED,
    },
}

R = ReceiverState
RECEIVER: Final[Mapping[ReceiverState, Mapping[ReceiverEvent, ReceiverState | type[Refusal]]]] = {
    R.PING_RECEIVED: {
        ReceiverEvent.KNOCK: R.PING_RECEIVED,
        ReceiverEvent.PULL: R.CONTENT_PULLED,
        ReceiverEvent.IGNORE: R.IGNORED,
        ReceiverEvent.EXPIRY: R.EXPIRED,
    },
    R.CONTENT_PULLED: {
        ReceiverEvent.KNOCK: R.CONTENT_PULLED,  # the sender has not heard of the pull
        ReceiverEvent.PULL: R.CONTENT_PULLED,
        ReceiverEvent.CONFIRMATION: R.ACKNOWLEDGED,
        ReceiverEvent.IGNORE: R.CONTENT_PULLED,  # too late: the owner has it
        ReceiverEvent.EXPIRY: R.EXPIRED,
    },
    R.ACKNOWLEDGED: {
        ReceiverEvent.KNOCK: R.ACKNOWLEDGED,
        ReceiverEvent.PULL: AlreadyAcknowledged,
        ReceiverEvent.CONFIRMATION: R.ACKNOWLEDGED,
        ReceiverEvent.IGNORE: R.ACKNOWLEDGED,
        ReceiverEvent.EXPIRY: R.ACKNOWLEDGED,
    },
    R.IGNORED: {
        ReceiverEvent.KNOCK: R.IGNORED,
        ReceiverEvent.PULL: NoSuchPing,  # also where it was on its way when the owner decided
        ReceiverEvent.IGNORE: R.IGNORED,
        ReceiverEvent.EXPIRY: R.IGNORED,
    },
    R.EXPIRED: {
        ReceiverEvent.KNOCK: R.EXPIRED,
        ReceiverEvent.PULL: Gone,
        ReceiverEvent.CONFIRMATION: R.EXPIRED,
        ReceiverEvent.IGNORE: R.EXPIRED,
        ReceiverEvent.EXPIRY: R.EXPIRED,
    },
}


def advance_sender(state: SenderState, event: SenderEvent) -> SenderState:
    """Return the state after ``event``; raise `NotPulled` or `Gone`, and nothing has changed."""
    return _after(SENDER, state, event)


def advance_receiver(state: ReceiverState, event: ReceiverEvent) -> ReceiverState:
    """Return the state after ``event``.

    Raises:
        AlreadyAcknowledged, NoSuchPing, Gone: a pull comes too late; nothing has changed.
        IllegalMove: the sender confirmed what was never acknowledged.
    """
    return _after(RECEIVER, state, event)


State = TypeVar("State", SenderState, ReceiverState)
Event = TypeVar("Event", SenderEvent, ReceiverEvent)


def _after(
    table: Mapping[State, Mapping[Event, State | type[Refusal]]], state: State, event: Event
) -> State:
    outcome = table[state].get(event)
    if isinstance(outcome, type):
        raise outcome
    if outcome is None:
        raise IllegalMove(f"{event} in {state}")
    return outcome


def must_knock(state: SenderState) -> bool:
    """Tell whether the target is not known to have heard of the ping."""
    return state is SenderState.PING_EXISTS


def must_acknowledge(state: ReceiverState) -> bool:
    """Tell whether the sender is not known to have heard of the pull."""
    return state is ReceiverState.CONTENT_PULLED
