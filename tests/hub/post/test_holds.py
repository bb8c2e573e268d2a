"""Who is held, for how long, and who is let go when there are too many."""

import asyncio

import pytest

from plong.hub.post.holds import Holds
from tests.support.fakes import end_of_turn

LONG = 3600


async def held(holds: Holds, *sources: str) -> list[asyncio.Task[None]]:
    """Hold these, in this order."""
    tasks = []
    for source in sources:
        tasks.append(asyncio.create_task(holds.hold(source)))
        await end_of_turn()
    await end_of_turn()
    return tasks


def ended(tasks: list[asyncio.Task[None]]) -> list[bool]:
    return [task.done() for task in tasks]


async def test_a_hold_ends_by_itself() -> None:
    holds = Holds(seconds=0.01, total=1, per_address=1)
    async with asyncio.timeout(5):
        await holds.hold("192.0.2.1")
    assert len(holds) == 0


async def test_a_hold_is_no_longer_for_a_decision_that_took_long() -> None:
    holds = Holds(LONG, total=1, per_address=1)
    now = asyncio.get_running_loop().time()
    async with asyncio.timeout(5):
        await holds.hold("192.0.2.1", since=now - LONG)
    assert len(holds) == 0


async def test_the_oldest_is_let_go_when_there_are_too_many() -> None:
    holds = Holds(LONG, total=2, per_address=2)
    tasks = await held(holds, "192.0.2.1", "192.0.2.2", "192.0.2.3")
    assert ended(tasks) == [True, False, False]
    assert len(holds) == 2
    holds.end()


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::2"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
    ],
)
async def test_one_address_holds_no_more_than_its_share(first: str, other: str) -> None:
    holds = Holds(LONG, total=10, per_address=1)
    tasks = await held(holds, "192.0.2.9", first, other)
    assert ended(tasks) == [False, True, False]
    holds.end()


async def test_who_hangs_up_makes_room() -> None:
    holds = Holds(LONG, total=1, per_address=1)
    (task,) = await held(holds, "192.0.2.1")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert len(holds) == 0
    tasks = await held(holds, "192.0.2.1")
    assert ended(tasks) == [False]
    holds.end()


async def test_in_the_end_everybody_is_let_go() -> None:
    holds = Holds(LONG, total=10, per_address=10)
    tasks = await held(holds, "192.0.2.1", "192.0.2.1", "192.0.2.2")
    holds.end()
    async with asyncio.timeout(5):
        await asyncio.gather(*tasks)
    assert len(holds) == 0
