"""How fast a connection may send, and what happens when it is faster."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.hub.pace import Brake, Pace, Verdict
from tests.support.fakes import FakeClock, FakeSender
from tests.support.peers import NOW

RATE = 1000
"""Bytes a second."""
BURST = 2 * RATE


def make_pace(messages_per_second: int = 100, bytes_per_second: int = RATE) -> Pace:
    return Pace(messages_per_second, bytes_per_second, NOW)


def test_a_bucket_holds_two_seconds() -> None:
    assert make_pace().burst == BURST


@pytest.mark.parametrize(("messages", "cost"), [(100, 10), (1000, 1), (3, 333), (5000, 1)])
def test_a_message_costs_its_share_of_the_rate(messages: int, cost: int) -> None:
    assert make_pace(messages_per_second=messages).message_cost == cost


def test_tokens_come_back_with_time_up_to_a_full_bucket() -> None:
    pace = make_pace()
    assert pace.refill(0, NOW + 0.5) == 500
    assert pace.refill(500, NOW + 0.5) == 500
    assert pace.refill(-100, NOW + 1) == 400
    assert pace.refill(0, NOW + 100) == BURST


def test_who_has_tokens_after_a_refill_goes_on() -> None:
    assert make_pace().judge(0) is Verdict.GO_ON


def test_who_has_none_is_warned_then_slowed_then_closed() -> None:
    pace = make_pace()
    verdicts = [pace.judge(-1) for _ in range(6)]
    assert verdicts == [Verdict.WARN, *[Verdict.WAIT] * 4, Verdict.CLOSE]


def test_who_waited_for_a_full_bucket_is_forgiven() -> None:
    pace = make_pace()
    for _ in range(5):
        pace.judge(-1)
    pace.refill(-1, NOW + 60)
    assert pace.judge(-1) is Verdict.WARN


def test_who_waited_for_less_is_not() -> None:
    pace = make_pace()
    for _ in range(5):
        pace.judge(-1)
    pace.refill(0, NOW + 1)
    assert pace.judge(-1) is Verdict.CLOSE


@given(tokens=st.integers(-10 * BURST, -1), rate=st.integers(1000, 10**8))
def test_the_wait_is_until_the_bucket_is_half_full(tokens: int, rate: int) -> None:
    pace = make_pace(bytes_per_second=rate)
    after = pace.refill(tokens, NOW + pace.wait(tokens))
    assert abs(after - pace.burst / 2) <= 2 + rate * 1e-6  # the precision of the clock


class Car:
    """A brake on a sender whose clock a test can set, and who rests for milliseconds."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.sender = FakeSender()
        self.rate = 1_000_000
        self.pace = Pace(1000, self.rate, self.clock.now())
        self.said: list[str] = []
        self.brake = Brake(
            self.pace,
            self.sender,
            self.clock.now,
            warn=lambda: self.said.append("warned"),
            close=lambda: self.said.append("closed"),
        )

    def speed(self) -> int:
        """Be a little too fast: one token missing, so that a rest is half a bucket long."""
        return self.brake.press(-1)

    async def rest(self) -> None:
        """Wait until the rest is over."""
        async with asyncio.timeout(5):
            await self.sender.is_free.wait()


@pytest.fixture
async def car(monkeypatch: pytest.MonkeyPatch) -> Car:
    """A car whose rests are short."""
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.001)
    return Car()


async def test_the_brake_lets_go_on_who_only_had_not_been_counted(car: Car) -> None:
    car.clock.time += 0.5
    assert car.speed() == 499_999
    assert (car.said, car.sender.holds) == ([], 0)


async def test_the_brake_warns_and_holds_and_releases(car: Car) -> None:
    assert car.speed() == -1
    assert (car.said, car.sender.holds) == (["warned"], 1)
    await car.rest()
    assert car.sender.holds == 0


async def test_what_still_comes_in_during_a_rest_is_only_counted(car: Car) -> None:
    car.speed()
    car.clock.time += 1
    assert car.brake.press(-500) == -500
    assert (car.said, car.sender.holds) == (["warned"], 1)
    await car.rest()


async def test_the_brake_warns_once_and_closes_in_the_end(car: Car) -> None:
    for _ in range(5):
        car.speed()
        await car.rest()
    assert car.said == ["warned"]
    car.speed()
    assert car.said == ["warned", "closed"]
    assert not car.sender.is_held
