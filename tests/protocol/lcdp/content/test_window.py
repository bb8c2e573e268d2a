"""How much is on the way, and how long it is waited for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.content.round_trip import LEAST_TIMEOUT, MOST_TIMEOUT, RoundTrip
from plong.protocol.lcdp.content.window import FIRST_WINDOW, MAX_WINDOW, Window


def grown(times: int) -> Window:
    window = Window()
    for _ in range(times):
        window.grow(window.size)
    return window


def test_it_doubles_until_something_is_lost_then_adds_one_a_round_trip() -> None:
    window = grown(60)
    assert window.size == FIRST_WINDOW + 60
    window.lose(1.0, 2.0)
    assert window.size == 44
    for _ in range(46):
        window.grow(window.size)
    assert window.size == 45


def test_one_loss_counts_once() -> None:
    window = grown(60)
    window.lose(1.0, 2.0)
    window.lose(1.5, 2.1)
    assert window.size == 44
    window.lose(2.05, 2.2)
    assert window.size == 31


def test_silence_begins_anew() -> None:
    window = grown(60)
    window.collapse(1.0, 2.0)
    assert window.size == 1
    for _ in range(46):
        window.grow(window.size)
    assert window.size == 45


def test_what_is_not_used_does_not_grow() -> None:
    window = Window()
    window.grow(1)
    assert window.size == FIRST_WINDOW


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 1), st.floats(0, 1)), max_size=200))
def test_it_is_bounded(steps: list[tuple[int, float, float]]) -> None:
    window, now = grown(1000), 0.0
    for kind, passed, before in steps:
        now += passed
        if kind:
            (window.lose if kind == 1 else window.collapse)(now - before, now)
        else:
            window.grow(window.size)
        assert 1 <= window.size <= MAX_WINDOW


def test_the_round_trip_is_as_the_rfc_has_it() -> None:
    trip = RoundTrip()
    assert trip.timeout == 1.0
    trip.measure(1.0)
    assert (trip.smooth, trip.timeout) == (1.0, 3.0)
    trip.measure(2.0)
    assert trip.smooth == pytest.approx(1.125)
    assert trip.timeout == pytest.approx(1.125 + 4 * 0.625)
    trip.back_off()
    assert trip.timeout == pytest.approx(7.25)
    trip.back_off()
    assert trip.timeout == MOST_TIMEOUT


def test_a_short_path_is_waited_for_a_little() -> None:
    trip = RoundTrip()
    for _ in range(50):
        trip.measure(0.001)
    assert trip.timeout == LEAST_TIMEOUT
    assert trip.patience < 0.002
