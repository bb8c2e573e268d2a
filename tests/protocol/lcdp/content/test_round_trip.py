"""The numbers of RFC 6298, section 2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.content.round_trip import (
    FIRST_TIMEOUT,
    LEAST_TIMEOUT,
    MOST_TIMEOUT,
    RoundTrip,
)


def test_the_first_answer_counts_three_times() -> None:
    path = RoundTrip()
    assert path.timeout == path.patience == FIRST_TIMEOUT
    path.measure(0.5)
    assert (path.smooth, path.timeout, path.patience) == (0.5, 1.5, 1.0)


def test_later_ones_are_smoothed() -> None:
    path = RoundTrip()
    path.measure(0.8)
    path.measure(1.6)
    assert path.smooth == pytest.approx(0.9)
    assert path.timeout == pytest.approx(0.9 + 4 * (0.4 + 0.25 * (0.8 - 0.4)))


def test_silence_doubles_it_up_to_a_bound() -> None:
    path = RoundTrip()
    path.back_off()
    assert path.timeout == 2 * FIRST_TIMEOUT
    for _ in range(9):
        path.back_off()
    assert path.timeout == MOST_TIMEOUT


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1))
def test_it_stays_within_its_bounds(samples: list[float]) -> None:
    path = RoundTrip()
    for sample in samples:
        path.measure(sample)
        assert LEAST_TIMEOUT <= path.timeout <= MOST_TIMEOUT
        assert path.smooth is not None
        assert min(samples) <= path.smooth <= max(samples) * (1 + 1e-9)
