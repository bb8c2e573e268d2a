"""When a client comes back."""

import pytest

from plong.client.wire.backoff import Backoff


def latest(_low: float, high: float) -> float:
    return high


def earliest(_low: float, _high: float) -> float:
    return 0.0


def test_each_attempt_waits_up_to_twice_as_long_as_the_last_at_most_half_a_minute() -> None:
    backoff = Backoff(latest)
    waits = [backoff.next() for _ in range(8)]
    assert waits == [(1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 16), (7, 30), (8, 30)]


@pytest.mark.parametrize(("seconds", "attempt"), [(0.0, 3), (9.9, 3), (10.0, 1)])
def test_only_a_connection_that_stood_counts_as_one(seconds: float, attempt: int) -> None:
    backoff = Backoff(latest)
    backoff.next()
    backoff.next()
    backoff.stood(seconds)
    assert backoff.next()[0] == attempt


def test_a_server_that_restarts_is_given_the_time_that_it_asked_for_and_jitter_once() -> None:
    backoff = Backoff(latest)
    backoff.put_off(1.4)
    assert [backoff.next(), backoff.next()] == [(1, 1.9), (2, 1)]


def test_nobody_comes_back_at_once() -> None:
    assert Backoff(earliest).next() == (1, 0.1)
