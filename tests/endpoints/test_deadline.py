"""A deadline that is set, lifted and missed, on a clock that the test moves."""

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest

from plong.endpoints.deadline import Deadline

PAUSE = 10


class SteppedLoop(asyncio.SelectorEventLoop):
    """An event loop by whose clock a second passes when it is told so."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0

    def time(self) -> float:
        return self.now

    def go_to(self, time: int) -> None:
        """Let the seconds pass until then, and call what is due in each."""
        while self.now < time:
            self.now += 1
            self.call_soon(self.stop)
            self.run_forever()


class Waiting:
    """Somebody who waits, and notes when it was in vain."""

    def __init__(self) -> None:
        self.loop = SteppedLoop()
        self.missed: list[int] = []
        self.deadline = Deadline(self.loop, PAUSE, lambda: self.missed.append(self.loop.now))
        self.deadline.begin()


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    one = Waiting()
    with closing(one.loop):
        yield one


def test_what_does_not_come_is_missed_once(waiting: Waiting) -> None:
    waiting.loop.go_to(100)
    assert waiting.missed == [PAUSE]


def test_what_was_set_later_holds(waiting: Waiting) -> None:
    waiting.loop.go_to(9)
    waiting.deadline.set(15)
    waiting.loop.go_to(100)
    assert waiting.missed == [24]


def test_it_can_be_lifted_and_set_again(waiting: Waiting) -> None:
    waiting.deadline.lift()
    waiting.loop.go_to(95)
    waiting.deadline.set(3)
    waiting.loop.go_to(100)
    assert waiting.missed == [100]  # when it looks next


def test_one_timer_does_for_a_thousand_deadlines(waiting: Waiting) -> None:
    for _ in range(1000):
        waiting.deadline.lift()
        waiting.deadline.set(5)
    assert len(waiting.loop._scheduled) == 1  # type: ignore[attr-defined]  # asyncio's own list


def test_after_the_end_nothing_is_missed(waiting: Waiting) -> None:
    waiting.deadline.end()
    waiting.loop.go_to(100)
    assert waiting.missed == []
