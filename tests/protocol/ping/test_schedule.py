"""When to try again, and for how long."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.ping.schedule import INTERVAL, SPREAD, end, is_over, next_try_at

NOW = 1_700_000_000.0
DAY = 86400.0


@pytest.mark.parametrize(
    ("tries", "delay"),
    [(0, 0), (1, 5), (2, 30), (3, 120), (4, 600), (5, 3600), (6, 21600), (7, 21600), (999, 21600)],
)
def test_each_try_waits_longer_and_then_six_hours(tries: int, delay: float) -> None:
    assert next_try_at(tries, NOW, NOW + DAY, jitter=0) == NOW + delay
    assert next_try_at(tries, NOW, NOW + DAY, jitter=1) == pytest.approx(NOW + delay * 1.2)


@given(st.integers(0, 2**31), st.floats(0, 1), st.floats(0, 30 * DAY))
def test_a_try_is_never_early_never_much_late_and_never_after_the_end(
    tries: int, jitter: float, left: float
) -> None:
    at = next_try_at(tries, NOW, NOW + left, jitter)
    if at is not None:
        assert NOW <= at <= NOW + INTERVAL * (1 + SPREAD)
        assert at < NOW + left


@pytest.mark.parametrize(("left", "delay"), [(5.0, None), (5.1, 5.0), (0.0, None), (-1.0, None)])
def test_what_would_be_tried_at_the_end_is_not_tried(left: float, delay: float | None) -> None:
    at = next_try_at(1, NOW, NOW + left, jitter=0)
    assert at == (None if delay is None else NOW + delay)


def attempts(max_age: float) -> Iterator[float]:
    """Yield when a target that never answers is knocked at."""
    tries, at = 1, next_try_at(0, NOW, end(NOW, max_age), jitter=0)
    while at is not None:
        yield at - NOW
        tries, at = tries + 1, next_try_at(tries, at, end(NOW, max_age), jitter=0)


def test_a_target_that_never_answers_is_given_up() -> None:
    hours = [21600.0 * n + 4355 for n in range(1, 28)]
    assert [*attempts(7 * DAY)] == [0, 5, 35, 155, 755, 4355, *hours]


@pytest.mark.parametrize(("age", "over"), [(0, False), (DAY - 1, False), (DAY, True)])
def test_a_ping_is_over_at_its_maximum_age(age: float, over: bool) -> None:
    assert is_over(NOW, DAY, NOW + age) is over
