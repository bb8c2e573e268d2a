"""What is noted of time, and what follows from it at the next start."""

import asyncio

import pytest

from plong.hub.timekeeper import Timekeeper
from plong.protocol.errors import Unavailable
from plong.protocol.noted_time import Noted
from plong.store.times.base import Times
from tests.support.fakes import FakeClock
from tests.support.peers import NOW

HOUR = 3600.0


class FakeTimes(Times):
    """Remembers what was asked of it."""

    def __init__(self, noted: Noted | None = None) -> None:
        self.noted = noted
        self.shifts: list[float] = []
        self.notes: asyncio.Queue[Noted] = asyncio.Queue()
        self.is_full = False

    async def last(self) -> Noted | None:
        return self.noted

    async def note(self, noted: Noted) -> None:
        if self.is_full:
            self.is_full = False
            raise Unavailable
        self.noted = noted
        self.notes.put_nowait(noted)

    async def shift(self, seconds: float, noted: Noted) -> None:
        if self.is_full:
            raise Unavailable
        self.shifts.append(seconds)
        self.noted = noted


class WallClock(FakeClock):
    """A clock that can be set."""

    wall = NOW

    def note(self) -> Noted:
        return Noted(self.time, self.wall)


async def test_the_first_start_notes_the_time_and_shifts_nothing() -> None:
    times = FakeTimes()
    await Timekeeper(times, WallClock()).resume()
    assert (times.noted, times.shifts) == (Noted(NOW, NOW), [])


async def test_the_next_start_shifts_what_the_clock_was_set_by() -> None:
    times = FakeTimes(Noted(NOW - HOUR - 10, NOW - 10))
    await Timekeeper(times, WallClock()).resume()
    assert (times.noted, times.shifts) == (Noted(NOW, NOW), [HOUR])


async def test_a_start_on_a_full_disk_is_refused_only_if_something_has_to_be_shifted() -> None:
    times = FakeTimes(Noted(NOW - 10, NOW - 10))
    times.is_full = True
    await Timekeeper(times, WallClock()).resume()
    times = FakeTimes(Noted(NOW - HOUR, NOW))
    times.is_full = True
    with pytest.raises(Unavailable):
        await Timekeeper(times, WallClock()).resume()


@pytest.mark.parametrize("is_full", [False, True])
async def test_a_clock_that_is_set_is_noted_at_once(
    monkeypatch: pytest.MonkeyPatch, is_full: bool
) -> None:
    monkeypatch.setattr("plong.hub.timekeeper.LOOK_EVERY", 0)
    times, clock = FakeTimes(), WallClock()
    task = asyncio.create_task(Timekeeper(times, clock).run())
    await asyncio.sleep(0)
    assert times.notes.empty()
    times.is_full = is_full
    for clock.wall in (NOW + HOUR, NOW - HOUR):
        assert await asyncio.wait_for(times.notes.get(), 5) == Noted(NOW, clock.wall)
    task.cancel()


async def test_the_time_is_noted_every_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plong.hub.timekeeper.LOOK_EVERY", 0)
    times, clock = FakeTimes(), WallClock()
    task = asyncio.create_task(Timekeeper(times, clock).run())
    clock.time = clock.wall = NOW + 60
    assert await asyncio.wait_for(times.notes.get(), 5) == Noted(NOW + 60, NOW + 60)
    await asyncio.sleep(0)
    assert times.notes.empty()
    task.cancel()
