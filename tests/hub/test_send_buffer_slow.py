"""Send buffers: who is too slow, and what is lost with them."""

import asyncio

import pytest

from plong.protocol.messages import TEXT
from tests.support.fakes import ROOM, FakeSender, end_of_turn, make_flow
from tests.support.line import Line

SLOW_TIMEOUT = 0.02


def slow_line() -> Line:
    """Return a line whose reader stopped."""
    line = Line(make_flow(slow_timeout=SLOW_TIMEOUT))
    line.wire.is_slow = True
    return line


@pytest.fixture
async def line() -> Line:
    """A line whose reader stopped, and that gives up soon."""
    return slow_line()


async def until_others_gave_up() -> None:
    """Return when a line that was full from now on would have given up."""
    other = slow_line()
    other.put(ROOM)
    async with asyncio.timeout(5):
        await other.given_up.wait()
    await end_of_turn()


async def test_who_stays_full_for_the_timeout_is_given_up(line: Line) -> None:
    started = asyncio.get_running_loop().time()
    line.put(ROOM)
    assert line.buffer.stalled
    async with asyncio.timeout(5):
        await line.given_up.wait()
    assert asyncio.get_running_loop().time() - started >= SLOW_TIMEOUT * 0.9


async def test_who_is_not_full_may_be_slow_for_ever(line: Line) -> None:
    line.put(ROOM - 1)
    await end_of_turn()
    assert not line.buffer.stalled
    await until_others_gave_up()
    assert not line.given_up.is_set()


async def test_who_drains_in_time_is_not_given_up(line: Line) -> None:
    line.put(ROOM)
    line.wire.drain()
    assert not line.buffer.stalled
    await until_others_gave_up()
    assert not line.given_up.is_set()


async def test_the_time_runs_from_the_first_who_is_held(line: Line) -> None:
    line.put(ROOM)
    first = line.buffer._timer
    line.put(1, line.bob)
    assert line.buffer._timer is first
    line.wire.drain()
    line.put(ROOM)
    assert line.buffer._timer is not first


async def test_who_was_emptied_is_not_given_up(line: Line) -> None:
    line.put(ROOM)
    line.buffer.discard()
    assert not line.buffer.stalled
    await until_others_gave_up()
    assert not line.given_up.is_set()


# Discarding


async def test_each_sender_hears_once_a_message_that_was_not_written(line: Line) -> None:
    line.put(ROOM)  # the wire has these
    line.put(2)  # these wait
    line.put(1, line.bob)
    line.buffer.discard()
    assert (line.alice.losses, line.bob.losses) == (ROOM + 2, 1)


async def test_discarding_releases_everyone(line: Line) -> None:
    line.put(ROOM)
    line.put(1, line.bob)
    line.buffer.discard()
    assert (line.alice.holds, line.bob.holds) == (0, 0)


async def test_senders_hear_of_what_is_lost_before_they_say_more(line: Line) -> None:
    heard: list[bool] = []

    class Watcher(FakeSender):
        def lost(self) -> None:
            heard.append(self.is_held)

    watcher = Watcher()
    line.put(ROOM, watcher)
    line.buffer.discard()
    assert heard == [True] * ROOM
    assert not watcher.is_held


async def test_what_was_written_is_not_lost(line: Line) -> None:
    line.wire.is_slow = False
    line.put(2)
    await end_of_turn()
    line.buffer.discard()
    assert line.alice.losses == 0


async def test_what_a_slow_wire_has_sent_since_is_not_lost(line: Line) -> None:
    line.put(3)
    await end_of_turn()
    line.wire.drain()
    line.buffer.discard()
    assert line.alice.losses == 0


async def test_of_the_servers_own_words_nobody_hears(line: Line) -> None:
    line.buffer.say(TEXT, b"pong", line.alice)
    await end_of_turn()
    line.buffer.say(TEXT, b"pong", line.alice)
    line.buffer.discard()
    assert line.alice.losses == 0


async def test_what_the_wire_has_still_is_counted_until_it_is_gone(line: Line) -> None:
    line.put(ROOM, size=5)  # the wire has these
    line.put(2, size=500)  # these wait
    assert line.share.size >= ROOM * 5
    line.buffer.discard()
    assert line.share.size == ROOM * 5
    line.wire.drain()
    assert line.share.size == 0


async def test_a_discarded_buffer_writes_nothing_more(line: Line) -> None:
    line.put(2)
    line.buffer.discard()
    await end_of_turn()
    assert line.wire.writes == 0


async def test_nothing_is_lost_twice(line: Line) -> None:
    line.put(ROOM + 1)
    line.buffer.discard()
    line.buffer.discard()
    assert line.alice.losses == ROOM + 1
