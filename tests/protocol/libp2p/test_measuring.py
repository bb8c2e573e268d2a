"""Measuring a peer: the table, row by row, and what holds in whatever order."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.echoing import PAYLOAD_BYTES
from plong.protocol.libp2p.measuring import (
    Action,
    CloseStream,
    Failed,
    Measured,
    Measurement,
    OpenStream,
    ResetStream,
    Send,
)
from plong.protocol.libp2p.measuring_steps import STEPS, Event, Failure, IllegalStep, State
from tests.protocol.libp2p.pieces import bytewise

PAYLOAD = bytes(range(PAYLOAD_BYTES))
NEXT = bytes(PAYLOAD_BYTES)


def asked() -> Measurement:
    measurement = Measurement()
    assert measurement.ping(PAYLOAD, 1.0) == [OpenStream()]
    return measurement


def sent() -> Measurement:
    measurement = asked()
    assert measurement.opened(2.0) == [Send(PAYLOAD)]
    return measurement


def idle() -> Measurement:
    measurement = sent()
    assert measurement.receive(PAYLOAD, 2.5) == [Measured(0.5)]
    return measurement


def again() -> Measurement:
    measurement = idle()
    assert measurement.ping(NEXT, 3.0) == [Send(NEXT)]
    return measurement


MAKE: dict[State, Callable[[], Measurement]] = {
    State.ABSENT: Measurement,
    State.OPENING: asked,
    State.FIRST: sent,
    State.IDLE: idle,
    State.AGAIN: again,
}
DO: dict[Event, Callable[[Measurement], list[Action]]] = {
    Event.ASK: lambda measurement: measurement.ping(NEXT, 4.0),
    Event.OPEN: lambda measurement: measurement.opened(4.0),
    Event.REFUSE: Measurement.refused,
    Event.ECHO: lambda measurement: measurement.receive(measurement._payload, 4.0),
    Event.WRONG: lambda measurement: measurement.receive(b"\xff", 4.0),
    Event.END: Measurement.ended,
    Event.GIVE_UP: Measurement.give_up,
    Event.FINISH: Measurement.finish,
}
ROWS: list[tuple[State, Event, State, list[Action]]] = [
    (State.ABSENT, Event.ASK, State.OPENING, [OpenStream()]),
    (State.ABSENT, Event.FINISH, State.ABSENT, []),
    (State.OPENING, Event.OPEN, State.FIRST, [Send(PAYLOAD)]),
    (State.OPENING, Event.REFUSE, State.ABSENT, [Failed(Failure.REFUSED)]),
    (State.OPENING, Event.GIVE_UP, State.ABSENT, [ResetStream(), Failed(Failure.LATE)]),
    (State.FIRST, Event.ECHO, State.IDLE, [Measured(2.0)]),
    (State.FIRST, Event.WRONG, State.ABSENT, [ResetStream(), Failed(Failure.MISMATCH)]),
    (State.FIRST, Event.END, State.ABSENT, [CloseStream(), Failed(Failure.ENDED)]),
    (State.FIRST, Event.GIVE_UP, State.ABSENT, [ResetStream(), Failed(Failure.LATE)]),
    (State.IDLE, Event.ASK, State.AGAIN, [Send(NEXT)]),
    (State.IDLE, Event.WRONG, State.ABSENT, [ResetStream()]),
    (State.IDLE, Event.END, State.ABSENT, [CloseStream()]),
    (State.IDLE, Event.FINISH, State.ABSENT, [CloseStream()]),
    (State.AGAIN, Event.ECHO, State.IDLE, [Measured(1.0)]),
    (State.AGAIN, Event.WRONG, State.ABSENT, [ResetStream(), Failed(Failure.MISMATCH)]),
    (State.AGAIN, Event.END, State.OPENING, [CloseStream(), OpenStream()]),
    (State.AGAIN, Event.GIVE_UP, State.ABSENT, [ResetStream(), Failed(Failure.LATE)]),
]


@pytest.mark.parametrize(("state", "event", "following", "actions"), ROWS)
def test_a_step_of_the_table(
    state: State, event: Event, following: State, actions: list[Action]
) -> None:
    measurement = MAKE[state]()
    assert (DO[event](measurement), measurement.state) == (actions, following)


def test_every_row_of_the_table_is_tested() -> None:
    assert {row[:2] for row in ROWS} == {
        (state, event) for state in State for event in STEPS[state]
    }


@pytest.mark.parametrize(
    ("state", "event"),
    [
        *((State.ABSENT, event) for event in (Event.OPEN, Event.END, Event.GIVE_UP, Event.WRONG)),
        *((State.OPENING, event) for event in (Event.ASK, Event.FINISH, Event.END, Event.WRONG)),
        *((State.FIRST, Event.ASK), (State.FIRST, Event.FINISH), (State.IDLE, Event.GIVE_UP)),
        *((State.AGAIN, Event.ASK), (State.AGAIN, Event.OPEN), (State.AGAIN, Event.FINISH)),
    ],
)
def test_what_cannot_happen_is_our_own_mistake(state: State, event: Event) -> None:
    with pytest.raises(IllegalStep):
        DO[event](MAKE[state]())


def test_a_ping_is_measured_when_the_last_byte_is_back() -> None:
    measurement = sent()
    answers = [measurement.receive(byte, 3.0) for byte in bytewise(PAYLOAD)]
    assert answers == [[]] * (PAYLOAD_BYTES - 1) + [[Measured(1.0)]]


@pytest.mark.parametrize("echo", [PAYLOAD + b"\0", NEXT, PAYLOAD[:-1] + b"\0", PAYLOAD * 2])
def test_another_echo_is_a_failure(echo: bytes) -> None:
    assert sent().receive(echo, 3.0) == [ResetStream(), Failed(Failure.MISMATCH)]


def test_a_ping_that_is_cut_off_on_an_old_stream_is_measured_on_a_new_one() -> None:
    measurement = again()
    assert measurement.receive(NEXT[:10], 4.0) == []
    assert measurement.ended() == [CloseStream(), OpenStream()]
    assert measurement.opened(9.0) == [Send(NEXT)]
    assert measurement.receive(NEXT, 9.25) == [Measured(0.25)]


def test_a_ping_is_cut_off_only_once() -> None:
    measurement = again()
    measurement.ended()
    measurement.opened(9.0)
    assert measurement.ended() == [CloseStream(), Failed(Failure.ENDED)]


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_payload_has_its_length(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        Measurement().ping(bytes(size), 1.0)


@given(st.lists(st.sampled_from([*Event])))
def test_there_is_one_stream_at_most_and_one_outcome_a_ping(events: list[Event]) -> None:
    measurement, streams, pings = Measurement(), 0, 0
    for event in events:
        if event not in STEPS[measurement.state]:
            continue
        pings += event is Event.ASK
        for action in DO[event](measurement):
            match action:
                case OpenStream():
                    streams += 1
                case CloseStream() | ResetStream():
                    streams -= 1
                case Failed(why=Failure.REFUSED):
                    streams, pings = streams - 1, pings - 1
                case Measured() | Failed():
                    pings -= 1
        assert streams == (measurement.state is not State.ABSENT)
        assert pings == measurement.is_under_way
