"""Both tables, row by row; and what holds whatever happens in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.errors import Refusal
from plong.protocol.ping.errors import AlreadyAcknowledged, Gone, NoSuchPing, NotPulled
from plong.protocol.ping.models import ReceiverState, SenderState
from plong.protocol.ping.states import (
    IllegalMove,
    ReceiverEvent,
    SenderEvent,
    advance_receiver,
    advance_sender,
    must_acknowledge,
    must_knock,
)

SENDER_MOVES: list[tuple[str, str, str | type[Refusal]]] = [
    ("PING_EXISTS", "receipt", "PING_RECEIVED"),
    ("PING_EXISTS", "pull", "CONTENT_PULLED"),
    ("PING_EXISTS", "ack", NotPulled),
    ("PING_EXISTS", "expiry", "EXPIRED"),
    ("PING_RECEIVED", "receipt", "PING_RECEIVED"),
    ("PING_RECEIVED", "pull", "CONTENT_PULLED"),
    ("PING_RECEIVED", "ack", NotPulled),
    ("PING_RECEIVED", "expiry", "EXPIRED"),
    ("CONTENT_PULLED", "receipt", "CONTENT_PULLED"),
    ("CONTENT_PULLED", "pull", "CONTENT_PULLED"),
    ("CONTENT_PULLED", "ack", "ACKNOWLEDGED"),
    ("CONTENT_PULLED", "expiry", "EXPIRED"),
    ("ACKNOWLEDGED", "receipt", "ACKNOWLEDGED"),
    ("ACKNOWLEDGED", "pull", Gone),
    ("ACKNOWLEDGED", "ack", "ACKNOWLEDGED"),
    ("ACKNOWLEDGED", "expiry", "ACKNOWLEDGED"),
    ("EXPIRED", "receipt", "EXPIRED"),
    ("EXPIRED", "pull", Gone),
    ("EXPIRED", "ack", "EXPIRED"),
    ("EXPIRED", "expiry", "EXPIRED"),
]

RECEIVER_MOVES: list[tuple[str, str, str | type[Exception]]] = [
    ("PING_RECEIVED", "knock", "PING_RECEIVED"),
    ("PING_RECEIVED", "pull", "CONTENT_PULLED"),
    ("PING_RECEIVED", "confirmation", IllegalMove),
    ("PING_RECEIVED", "ignore", "IGNORED"),
    ("PING_RECEIVED", "expiry", "EXPIRED"),
    ("CONTENT_PULLED", "knock", "CONTENT_PULLED"),
    ("CONTENT_PULLED", "pull", "CONTENT_PULLED"),
    ("CONTENT_PULLED", "confirmation", "ACKNOWLEDGED"),
    ("CONTENT_PULLED", "ignore", "CONTENT_PULLED"),
    ("CONTENT_PULLED", "expiry", "EXPIRED"),
    ("ACKNOWLEDGED", "knock", "ACKNOWLEDGED"),
    ("ACKNOWLEDGED", "pull", AlreadyAcknowledged),
    ("ACKNOWLEDGED", "confirmation", "ACKNOWLEDGED"),
    ("ACKNOWLEDGED", "ignore", "ACKNOWLEDGED"),
    ("ACKNOWLEDGED", "expiry", "ACKNOWLEDGED"),
    ("IGNORED", "knock", "IGNORED"),
    ("IGNORED", "pull", NoSuchPing),
    ("IGNORED", "confirmation", IllegalMove),
    ("IGNORED", "ignore", "IGNORED"),
    ("IGNORED", "expiry", "IGNORED"),
    ("EXPIRED", "knock", "EXPIRED"),
    ("EXPIRED", "pull", Gone),
    ("EXPIRED", "confirmation", "EXPIRED"),
    ("EXPIRED", "ignore", "EXPIRED"),
    ("EXPIRED", "expiry", "EXPIRED"),
]


def send_on(state: SenderState, event: SenderEvent) -> SenderState | type[Exception]:
    try:
        return advance_sender(state, event)
    except Refusal as refusal:
        return type(refusal)


def receive_on(state: ReceiverState, event: ReceiverEvent) -> ReceiverState | type[Exception]:
    try:
        return advance_receiver(state, event)
    except (Refusal, IllegalMove) as refusal:
        return type(refusal)


@pytest.mark.parametrize(("state", "event", "outcome"), SENDER_MOVES)
def test_a_senders_move(state: str, event: str, outcome: str | type[Exception]) -> None:
    assert send_on(SenderState(state), SenderEvent(event)) == outcome


@pytest.mark.parametrize(("state", "event", "outcome"), RECEIVER_MOVES)
def test_a_receivers_move(state: str, event: str, outcome: str | type[Exception]) -> None:
    assert receive_on(ReceiverState(state), ReceiverEvent(event)) == outcome


def test_no_pair_is_left_out() -> None:
    senders = [(state, event) for state in SenderState for event in SenderEvent]
    receivers = [(state, event) for state in ReceiverState for event in ReceiverEvent]
    assert sorted(row[:2] for row in SENDER_MOVES) == sorted(senders)
    assert sorted(row[:2] for row in RECEIVER_MOVES) == sorted(receivers)


def test_only_of_what_nobody_heard_is_knocked() -> None:
    assert list(filter(must_knock, SenderState)) == [SenderState.PING_EXISTS]


def test_only_what_was_pulled_is_acknowledged() -> None:
    assert list(filter(must_acknowledge, ReceiverState)) == [ReceiverState.CONTENT_PULLED]


SENDER_RANKS = {
    SenderState.PING_EXISTS: 0,
    SenderState.PING_RECEIVED: 1,
    SenderState.CONTENT_PULLED: 2,
    SenderState.ACKNOWLEDGED: 3,
    SenderState.EXPIRED: 3,
}
RECEIVER_RANKS = {
    ReceiverState.PING_RECEIVED: 0,
    ReceiverState.CONTENT_PULLED: 1,
    ReceiverState.ACKNOWLEDGED: 2,
    ReceiverState.IGNORED: 2,
    ReceiverState.EXPIRED: 2,
}


@given(st.lists(st.sampled_from(SenderEvent)))
def test_no_sequence_of_events_moves_a_sender_back(events: list[SenderEvent]) -> None:
    state = SenderState.PING_EXISTS
    for event in events:
        after = send_on(state, event)
        if isinstance(after, SenderState):
            assert after == state or SENDER_RANKS[after] > SENDER_RANKS[state]
            state = after


@given(st.lists(st.sampled_from(SenderEvent)))
def test_content_is_served_until_it_is_acknowledged_after_a_pull_or_expires(
    events: list[SenderEvent],
) -> None:
    state, was_pulled, is_over = SenderState.PING_EXISTS, False, False
    for event in events:
        assert (send_on(state, SenderEvent.PULL) is Gone) is is_over
        outcome = send_on(state, event)
        state = outcome if isinstance(outcome, SenderState) else state
        is_over = is_over or event == "expiry" or (event == "ack" and was_pulled)
        was_pulled = was_pulled or event == "pull"


@given(st.lists(st.sampled_from(ReceiverEvent)))
def test_no_sequence_of_events_moves_a_receiver_back(events: list[ReceiverEvent]) -> None:
    state = ReceiverState.PING_RECEIVED
    for event in events:
        after = receive_on(state, event)
        if isinstance(after, ReceiverState):
            assert after == state or RECEIVER_RANKS[after] > RECEIVER_RANKS[state]
            state = after


@given(st.lists(st.sampled_from(SenderEvent)), st.lists(st.sampled_from(ReceiverEvent)))
def test_every_ping_ends(sent: list[SenderEvent], received: list[ReceiverEvent]) -> None:
    sender, receiver = SenderState.PING_EXISTS, ReceiverState.PING_RECEIVED
    for event in (*sent, SenderEvent.EXPIRY):
        after = send_on(sender, event)
        sender = after if isinstance(after, SenderState) else sender
    for other in (*received, ReceiverEvent.EXPIRY):
        then = receive_on(receiver, other)
        receiver = then if isinstance(then, ReceiverState) else receiver
    assert SENDER_RANKS[sender] == 3
    assert RECEIVER_RANKS[receiver] == 2
