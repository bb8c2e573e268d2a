"""How much one address may take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.hub import limits
from plong.hub.limits import Seats, Tries
from plong.protocol.errors import RateLimited
from tests.support.peers import NOW


def refused_for(tries: Tries, address: str, now: float) -> int | None:
    """Try once; return the seconds to wait if it was one too many."""
    try:
        tries.spend(address, now)
    except RateLimited as refusal:
        return refusal.retry_after
    return None


def test_a_minutes_tries_may_be_spent_at_once() -> None:
    tries = Tries(3)
    assert [refused_for(tries, "a", NOW) for _ in range(4)] == [None, None, None, 20]


def test_a_refusal_costs_nothing() -> None:
    tries = Tries(1)
    refusals = [refused_for(tries, "a", NOW) for _ in range(5)]
    assert refusals == [None, 60, 60, 60, 60]
    assert refused_for(tries, "a", NOW + 60) is None


def test_tries_come_back_one_by_one() -> None:
    tries = Tries(6)
    for _ in range(6):
        tries.spend("a", NOW)
    assert refused_for(tries, "a", NOW + 4) == 6
    assert refused_for(tries, "a", NOW + 10.001) is None
    assert refused_for(tries, "a", NOW + 10.001) == 10


def test_no_more_come_back_than_a_minutes() -> None:
    tries = Tries(2)
    tries.spend("a", NOW)
    later = NOW + 86400
    assert [refused_for(tries, "a", later) for _ in range(3)] == [None, None, 30]


def test_addresses_do_not_share() -> None:
    tries = Tries(1)
    tries.spend("a", NOW)
    assert refused_for(tries, "b", NOW) is None
    assert refused_for(tries, "a", NOW) == 60


@given(
    per_minute=st.integers(1, 200),
    waits=st.lists(st.floats(0, 90), min_size=1, max_size=60),
)
def test_in_no_stretch_of_time_are_there_more_than_the_rate_and_one_burst(
    per_minute: int, waits: list[float]
) -> None:
    tries, now, passed = Tries(per_minute), NOW, list[float]()
    for wait in waits:
        now += wait
        if refused_for(tries, "a", now) is None:
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            allowed = per_minute + (passed[last] - passed[first]) * per_minute / 60
            assert last - first + 1 <= allowed + 1e-6


@given(per_minute=st.integers(1, 500), spent=st.integers(0, 3), wait=st.floats(0, 100))
def test_who_waits_as_long_as_told_may_try_again(per_minute: int, spent: int, wait: float) -> None:
    tries, now = Tries(per_minute), NOW
    for _ in range(per_minute + spent):
        refused_for(tries, "a", now)
    now += wait
    if retry_after := refused_for(tries, "a", now):
        moment = 0.001  # what any client takes
        assert refused_for(tries, "a", now + retry_after + moment) is None


def test_the_one_that_asked_longest_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_MAX_BUCKETS", 3)
    tries = Tries(1)
    for address in ("a", "b", "c"):
        tries.spend(address, NOW)
    assert refused_for(tries, "a", NOW) == 60  # asked just now, though refused
    tries.spend("d", NOW)
    assert refused_for(tries, "a", NOW) == 60
    assert refused_for(tries, "b", NOW) is None


def test_seats_are_counted_by_address() -> None:
    seats = Seats(2)
    for _ in range(2):
        seats.take("a")
    assert not seats.are_too_many("a")
    seats.take("a")
    seats.take("b")
    assert seats.are_too_many("a")
    assert not seats.are_too_many("b")
    seats.leave("a")
    assert not seats.are_too_many("a")


def test_an_address_that_left_is_forgotten() -> None:
    seats = Seats(1)
    for address in ("a", "a", "b"):
        seats.take(address)
    for address in ("a", "b", "a"):
        seats.leave(address)
    assert not seats._taken
    assert not seats.are_too_many("a")
    assert not seats._taken
