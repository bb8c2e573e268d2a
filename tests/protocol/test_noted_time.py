"""Leases over a restart: what they have left is what they had, less the time since then."""

import pytest

from plong.protocol.noted_time import Noted, shift_of

HOUR = 3600.0
NOTED_AT = 1_000_000.0


def left(seconds: float, noted: Noted, wall_at: float) -> float:
    """Return what is left of a lease, at the next start, that had ``seconds`` when it was noted."""
    expires_at = noted.server_at + seconds
    return expires_at + shift_of(noted, wall_at) - wall_at


def noted(skew: float = 0) -> Noted:
    return Noted(NOTED_AT, NOTED_AT + skew)


@pytest.mark.parametrize("skew", [0, HOUR, -HOUR, 50 * 365 * 24 * HOUR])
def test_a_clock_that_was_set_while_the_server_ran_costs_nothing(skew: float) -> None:
    assert left(100, noted(skew), NOTED_AT + skew + 10) == pytest.approx(90)


@pytest.mark.parametrize("skew", [0, HOUR, -HOUR])
def test_a_clock_that_was_set_back_while_it_was_off_counts_no_time(skew: float) -> None:
    assert left(100, noted(skew), NOTED_AT + skew - HOUR) == pytest.approx(100)


def test_a_machine_that_begins_with_1970_counts_no_time() -> None:
    assert left(100, noted(), 5) == pytest.approx(100)


def test_a_clock_that_was_set_forward_while_it_was_off_is_time_off() -> None:
    assert left(100, noted(), NOTED_AT + HOUR) == pytest.approx(100 - HOUR)


def test_small_corrections_move_nothing() -> None:
    assert shift_of(noted(0.9), NOTED_AT + 10) == 0.0
    assert shift_of(noted(-0.9), NOTED_AT + 10) == 0.0
