"""How fast a connection may send, and what happens when it is faster."""

import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.hub.pace import Brake, Pace, Verdict
from plong.hub.yielding import Yielding
from plong.protocol.closes import TOO_FAST
from plong.protocol.errors import RateLimited
from plong.protocol.events import Undelivered
from tests.support.fakes import FakeClock, end_of_turn, make_client
from tests.support.peers import NOW

RATE = 1000
"""Bytes a second."""
BURST = 2 * RATE


def make_pace(messages_per_second: int = 100, bytes_per_second: int = RATE) -> Pace:
    return Pace(messages_per_second, bytes_per_second, NOW)


turns = itertools.count()


def after(pace: Pace, spent: int, now: float = NOW) -> Verdict:
    """Spend tokens, and judge in a new turn."""
    pace.spend(spent, now)
    return pace.decide(next(turns))


def test_a_bucket_holds_two_seconds() -> None:
    assert after(make_pace(), BURST) is Verdict.GO_ON
    assert after(make_pace(), BURST + 1) is Verdict.WARN


@pytest.mark.parametrize(("messages", "cost"), [(100, 10), (1000, 1), (3, 333), (5000, 1)])
def test_a_message_costs_its_share_of_the_rate(messages: int, cost: int) -> None:
    assert make_pace(messages_per_second=messages).message_cost == cost


@pytest.mark.parametrize(("messages", "allowance"), [(1000, 128), (300, 384), (200, 500), (1, 500)])
def test_an_allowance_is_128_messages_or_a_quarter_of_the_bucket(
    messages: int, allowance: int
) -> None:
    assert make_pace(messages_per_second=messages).allowance == allowance


def test_tokens_come_back_with_time_up_to_a_full_bucket() -> None:
    pace = make_pace()
    assert after(pace, BURST) is Verdict.GO_ON
    assert after(pace, 500, NOW + 0.5) is Verdict.GO_ON
    assert after(pace, BURST, NOW + 100) is Verdict.GO_ON
    assert after(pace, 501, NOW + 100.5) is Verdict.WARN


def test_who_is_in_debt_is_warned_then_slowed_then_closed() -> None:
    pace = make_pace()
    pace.spend(BURST + 1, NOW)
    verdicts = [pace.decide(0) for _ in range(6)]
    assert verdicts == [Verdict.WARN, *[Verdict.WAIT] * 4, Verdict.CLOSE]


def test_who_waited_for_a_full_bucket_is_forgiven() -> None:
    pace = make_pace()
    pace.spend(BURST + 1, NOW)
    for _ in range(5):
        pace.decide(0)
    assert after(pace, BURST + 1, NOW + 60) is Verdict.WARN


def test_who_waited_for_less_is_not() -> None:
    pace = make_pace()
    pace.spend(BURST + 1, NOW)
    for _ in range(5):
        pace.decide(0)
    assert after(pace, BURST, NOW + 1) is Verdict.CLOSE


@given(debt=st.integers(1, 10 * BURST), rate=st.integers(1000, 10**8))
def test_the_wait_is_until_the_bucket_is_half_full(debt: int, rate: int) -> None:
    pace = make_pace(bytes_per_second=rate)
    pace.spend(2 * rate + debt, NOW)
    assert pace.wait() == pytest.approx(1 + debt / rate)
    pace.spend(0, NOW + pace.wait())
    assert pace.wait() == pytest.approx(0, abs=0.01)


HEAVY = BURST // 32


def test_who_has_used_much_of_the_bucket_gets_an_eighth_until_it_is_almost_full_again() -> None:
    pace = make_pace(messages_per_second=RATE)
    pace.spend(HEAVY, NOW)
    assert (pace.is_heavy, pace.allowance) == (False, 128)
    pace.spend(1, NOW)
    assert (pace.is_heavy, pace.allowance) == (True, 16)
    pace.spend(0, NOW + 1)
    assert (pace.is_heavy, pace.allowance) == (False, 128)


def test_who_may_send_next_to_nothing_still_gets_some_of_a_turn() -> None:
    pace = make_pace(messages_per_second=1, bytes_per_second=1)
    pace.spend(2, NOW)
    assert pace.is_heavy
    assert pace.allowance == 1


def test_who_asks_twice_in_a_turn_has_to_yield() -> None:
    pace = make_pace()
    verdicts = [pace.decide(turn) for turn in (0, 0, 1, 1, 1, 2)]
    go_on, others = Verdict.GO_ON, Verdict.YIELD
    assert verdicts == [go_on, others, go_on, others, others, go_on]


class Car:
    """A brake on a client whose clock a test can set, and who rests for milliseconds."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.client = make_client()
        self.pace = Pace(1000, 1_000_000, self.clock.now())
        self.pace.spend(2_000_000, self.clock.now())
        self.turn = 0
        connection, now = self.client.connection, self.clock.now
        self.brake = Brake(self.pace, connection, now, lambda: self.turn, Yielding())

    @property
    def is_held(self) -> bool:
        return self.client.connection.is_held

    @property
    def warnings(self) -> list[str]:
        """The sentences that the client heard."""
        undelivered = [event for event in self.client.heard if isinstance(event, Undelivered)]
        assert all(isinstance(event.refusal, RateLimited) for event in undelivered)
        return [str(event.refusal) for event in undelivered]

    def speed(self) -> None:
        """Use up an allowance and one token more."""
        assert self.brake.press(-1) == self.pace.allowance

    async def rest(self) -> None:
        """Wait until the rest is over."""
        async with asyncio.timeout(5):
            while self.is_held:
                await end_of_turn()


WARNING = "Sending too fast; slow down or be closed."


@pytest.fixture
async def car(monkeypatch: pytest.MonkeyPatch) -> Car:
    """A car whose rests are short."""
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.001)
    return Car()


async def test_who_uses_up_its_allowance_twice_in_a_turn_lets_the_others_have_theirs(
    car: Car,
) -> None:
    car.clock.time += 1
    car.speed()
    assert not car.is_held
    car.speed()
    assert car.is_held
    await car.rest()
    assert car.warnings == []


async def test_who_sends_much_is_read_little_at_a_time_until_it_sends_less(car: Car) -> None:
    car.clock.time += 60
    car.pace.spend(0, car.clock.now())
    car.speed()
    assert car.client.wire.is_read_little
    car.clock.time += 60
    car.brake.press(car.pace.allowance)
    assert not car.client.wire.is_read_little


async def test_who_uses_it_up_in_many_turns_keeps_nobody_waiting(car: Car) -> None:
    car.clock.time += 1
    for car.turn in range(5):
        car.speed()
    assert not car.is_held
    assert car.warnings == []


async def test_the_brake_warns_and_holds_and_releases(car: Car) -> None:
    car.speed()
    assert car.is_held
    assert car.warnings == [WARNING]
    await car.rest()


async def test_what_still_comes_in_during_a_rest_is_only_counted(car: Car) -> None:
    for _ in range(10):
        car.speed()
    assert car.is_held
    assert car.warnings == [WARNING]
    assert car.pace.decide(0) is Verdict.WAIT
    await car.rest()


async def test_who_floods_though_it_is_closed_is_cut(car: Car) -> None:
    car.client.listener.leave = lambda: setattr(car.client.connection, "is_open", False)
    for _ in range(6):
        car.speed()
        await car.rest()
    assert car.client.listener.dismissals == [TOO_FAST]
    assert not car.client.wire.is_aborted
    car.speed()
    assert car.client.wire.is_aborted


async def test_who_sends_much_is_alive_though_its_pong_stands_behind_it(car: Car) -> None:
    car.clock.time += 1
    for car.turn in range(3):
        assert car.client.connection.check_alive()
        car.speed()
    assert car.client.connection.check_alive()
    assert not car.client.connection.check_alive()


async def test_the_brake_warns_once_and_closes_in_the_end(car: Car) -> None:
    for _ in range(5):
        car.speed()
        await car.rest()
    assert not car.client.listener.dismissals
    car.speed()
    assert car.client.listener.dismissals == [TOO_FAST]
    assert car.warnings == [WARNING]
    assert not car.is_held
