"""When a client comes back."""

import pytest

from plong.client.wire.backoff import Backoff


def latest(_low: float, high: float) -> float:
    return high


def earliest(low: float, _high: float) -> float:
    return low


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


def broken_on_purpose(backoff: Backoff, stood: float = 60) -> None:
    backoff.put_off(1.0)
    backoff.stood(stood)


def test_a_server_that_restarts_is_given_the_time_that_it_asked_for_once_and_jitter() -> None:
    for draw, jitter in [(earliest, 0.1), (latest, 0.3)]:
        backoff = Backoff(draw)
        broken_on_purpose(backoff)
        assert [backoff.next(), backoff.next()] == [(1, 1 + jitter), (2, jitter)]


def test_a_server_that_restarts_and_is_not_back_for_long_is_left_alone_like_any_other() -> None:
    backoff = Backoff(latest)
    broken_on_purpose(backoff)
    waits = [backoff.next()[1] for _ in range(18)]
    assert waits[1:] == [0.3] * 14 + [0.5, 1, 2]


def test_a_server_that_does_nothing_but_restart_is_left_alone_more_and_more() -> None:
    backoff = Backoff(latest)
    for attempt in range(16):
        broken_on_purpose(backoff, stood=0)
        assert backoff.next() == (attempt + 1, 1.5 if attempt == 15 else 1.3)


def test_haste_is_for_one_restart() -> None:
    backoff = Backoff(latest)
    broken_on_purpose(backoff)
    backoff.next()
    backoff.stood(60)
    assert backoff.next() == (1, 0.5)


def test_nobody_comes_back_at_once() -> None:
    assert Backoff(earliest).next() == (1, 0.1)
