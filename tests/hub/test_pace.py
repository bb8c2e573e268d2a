"""How fast a connection may send, and what happens when it is faster."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.hub.pace import Brake, Pace, Verdict
from tests.support.fakes import FakeClock, FakeSender, end_of_turn
from tests.support.peers import NOW

RATE = 1000
"""Bytes a second."""
BURST = 2 * RATE


def make_pace(messages_per_second: int = 100, bytes_per_second: int = RATE) -> Pace:
    return Pace(messages_per_second, bytes_per_second, NOW)


def after(pace: Pace, spent: int, now: float = NOW) -> Verdict:
    """Spend tokens, and judge."""
    pace.spend(spent, now)
    return pace.judge()


def test_a_bucket_holds_two_seconds() -> None:
    assert after(make_pace(), BURST) is Verdict.GO_ON
    assert after(make_pace(), BURST + 1) is Verdict.WARN


@pytest.mark.parametrize(("messages", "cost"), [(100, 10), (1000, 1), (3, 333), (5000, 1)])
def test_a_message_costs_its_share_of_the_rate(messages: int, cost: int) -> None:
    assert make_pace(messages_per_second=messages).message_cost == cost


@pytest.mark.parametrize(("messages", "allowance"), [(1000, 256), (300, 500), (1, 500)])
def test_an_allowance_is_256_messages_or_a_quarter_of_the_bucket(
    messages: int, allowance: int
) -> None:
    pace = make_pace(messages_per_second=messages)
    assert pace.allowance == min(allowance, 256 * pace.message_cost)


def test_tokens_come_back_with_time_up_to_a_full_bucket() -> None:
    pace = make_pace()
    assert after(pace, BURST) is Verdict.GO_ON
    assert after(pace, 500, NOW + 0.5) is Verdict.GO_ON
    assert after(pace, BURST, NOW + 100) is Verdict.GO_ON
    assert after(pace, 501, NOW + 100.5) is Verdict.WARN


def test_who_is_in_debt_is_warned_then_slowed_then_closed() -> None:
    pace = make_pace()
    pace.spend(BURST + 1, NOW)
    verdicts = [pace.judge() for _ in range(6)]
    assert verdicts == [Verdict.WARN, *[Verdict.WAIT] * 4, Verdict.CLOSE]


def test_who_waited_for_a_full_bucket_is_forgiven() -> None:
    pace = make_pace()
    pace.spend(BURST + 1, NOW)
    for _ in range(5):
        pace.judge()
    assert after(pace, BURST + 1, NOW + 60) is Verdict.WARN


def test_who_waited_for_less_is_not() -> None:
    pace = make_pace()
    pace.spend(BURST + 1, NOW)
    for _ in range(5):
        pace.judge()
    assert after(pace, BURST, NOW + 1) is Verdict.CLOSE


@given(debt=st.integers(1, 10 * BURST), rate=st.integers(1000, 10**8))
def test_the_wait_is_until_the_bucket_is_half_full(debt: int, rate: int) -> None:
    pace = make_pace(bytes_per_second=rate)
    pace.spend(2 * rate + debt, NOW)
    assert pace.wait() == pytest.approx(1 + debt / rate)
    pace.spend(0, NOW + pace.wait())
    assert pace.wait() == pytest.approx(0, abs=0.01)


class Car:
    """A brake on a sender whose clock a test can set, and who rests for milliseconds."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.sender = FakeSender()
        self.pace = Pace(1000, 1_000_000, self.clock.now())
        self.pace.spend(2_000_000, self.clock.now())
        self.said: list[str] = []
        self.brake = Brake(
            self.pace,
            self.sender,
            self.clock.now,
            warn=lambda: self.said.append("warned"),
            close=lambda: self.said.append("closed"),
        )

    def speed(self) -> None:
        """Use up an allowance and one token more."""
        assert self.brake.press(-1) == self.pace.allowance

    async def rest(self) -> None:
        """Wait until the rest is over."""
        async with asyncio.timeout(5):
            await self.sender.is_free.wait()


@pytest.fixture
async def car(monkeypatch: pytest.MonkeyPatch) -> Car:
    """A car whose rests are short."""
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.001)
    return Car()


async def test_who_has_tokens_left_lets_the_others_have_their_turn(car: Car) -> None:
    car.clock.time += 1
    car.speed()
    assert (car.said, car.sender.holds) == ([], 1)
    await end_of_turn()
    assert car.sender.holds == 0


async def test_the_brake_warns_and_holds_and_releases(car: Car) -> None:
    car.speed()
    assert (car.said, car.sender.holds) == (["warned"], 1)
    await car.rest()
    assert car.sender.holds == 0


async def test_what_still_comes_in_during_a_rest_is_only_counted(car: Car) -> None:
    car.speed()
    for _ in range(10):
        car.speed()
    assert (car.said, car.sender.holds) == (["warned"], 1)
    assert car.pace.judge() is Verdict.WAIT
    await car.rest()


async def test_the_brake_warns_once_and_closes_in_the_end(car: Car) -> None:
    for _ in range(5):
        car.speed()
        await car.rest()
    assert car.said == ["warned"]
    car.speed()
    assert car.said == ["warned", "closed"]
    assert not car.sender.is_held
