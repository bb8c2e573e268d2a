"""Send buffers: who is held, and released when."""

import functools

import pytest

from plong.protocol.messages import TEXT
from tests.support.fakes import ROOM, FakeSender, end_of_turn, make_flow
from tests.support.line import Line

HALF = ROOM // 2


@pytest.fixture
async def line() -> Line:
    """A line with room for a few messages."""
    return Line(make_flow())


async def test_a_sender_is_held_once_however_much_it_had_sent_before(line: Line) -> None:
    await line.fill()
    line.put(5)
    assert line.alice.holds == 1


async def test_the_sender_of_the_message_that_fills_is_held_and_others_when_they_send(
    line: Line,
) -> None:
    await line.fill()
    assert not line.alice.is_held
    line.put(1, line.alice)
    assert line.alice.is_held
    assert not line.bob.is_held
    line.put(1, line.bob)
    assert line.bob.is_held


async def test_a_full_buffer_still_takes_what_its_held_senders_had_sent(line: Line) -> None:
    await line.fill()
    line.put(ROOM)
    line.wire.is_slow = False
    line.wire.drain()
    assert len(line.wire.written) == 2 * ROOM


@pytest.mark.parametrize(
    ("waiting", "released"), [(HALF - 1, True), (HALF, True), (HALF + 1, False)]
)
async def test_senders_are_released_when_half_or_less_is_left(
    line: Line, waiting: int, released: bool
) -> None:
    await line.fill()
    line.put(waiting)
    line.wire.drain()  # and is busy again at once, with what waited
    assert len(line.wire.unsent) == waiting
    assert line.alice.is_held is not released
    assert line.buffer.stalled is not released
    line.wire.drain()
    assert not line.alice.is_held


@pytest.mark.parametrize(("size", "released"), [(5 * ROOM, True), (5 * ROOM + 1, False)])
async def test_half_is_by_bytes_too(line: Line, size: int, released: bool) -> None:
    await line.fill()
    line.put(1, size=size)
    line.wire.drain()
    assert line.alice.is_held is not released


async def test_all_senders_are_released_together(line: Line) -> None:
    await line.fill()
    line.put(1, line.alice)
    line.put(1, line.bob)
    line.wire.drain()
    assert (line.alice.holds, line.bob.holds) == (0, 0)


async def test_a_released_sender_may_be_held_again(line: Line) -> None:
    for _ in range(3):
        await line.fill()
        line.put()
        assert line.alice.holds == 1
        line.wire.drain()
        line.wire.drain()
        assert line.alice.holds == 0


async def test_the_servers_words_hold_who_caused_them(line: Line) -> None:
    await line.fill()
    line.buffer.say(TEXT, b"pong", line.bob)
    assert (line.alice.holds, line.bob.holds) == (0, 1)


async def test_senders_that_have_much_waiting_take_turns(line: Line) -> None:
    await line.fill()
    crowd = [FakeSender() for _ in range(3)]

    def go_on(sender: FakeSender) -> None:
        while not sender.is_held:
            line.buffer.put(TEXT, b"%d" % crowd.index(sender), sender)

    for sender in crowd:
        sender.freed = functools.partial(go_on, sender)
        go_on(sender)
    for _ in range(30):
        line.wire.drain()
    shares = [line.wire.payloads.count(b"%d" % place) for place in range(3)]
    assert min(shares) > 0.8 * max(shares), shares


async def test_the_servers_words_hold_nobody_while_there_is_room(line: Line) -> None:
    line.wire.is_slow = True
    line.buffer.say(TEXT, b"pong", line.alice)
    await end_of_turn()
    line.buffer.say(TEXT, b"pong", line.alice)
    await end_of_turn()
    assert not line.alice.is_held


async def test_many_words_in_one_turn_are_no_slowness(line: Line) -> None:
    for _ in range(10 * ROOM):
        line.buffer.say(TEXT, b"pong", line.alice)
    assert not line.alice.is_held
    await end_of_turn()
    assert len(line.wire.written) == 10 * ROOM


async def test_a_wire_that_is_busy_with_other_things_holds_nobody(line: Line) -> None:
    line.buffer.pause()  # a keepalive did not fit
    line.put(ROOM - 1)
    await end_of_turn()
    assert line.wire.writes == 0
    assert not line.alice.is_held
    line.buffer.resume()
    assert len(line.wire.written) == ROOM - 1
