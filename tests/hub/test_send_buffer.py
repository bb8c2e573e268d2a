"""Send buffers: what is written when, and what makes them full."""

import pytest

from plong.protocol.messages import BINARY, TEXT
from tests.support.fakes import ROOM, end_of_turn, make_flow
from tests.support.line import Line


@pytest.fixture
async def line() -> Line:
    """A line with room for a few messages."""
    return Line(make_flow())


async def test_what_comes_in_one_turn_is_one_write_in_order(line: Line) -> None:
    line.buffer.put(TEXT, b"a", line.alice)
    line.buffer.put(BINARY, b"b", line.bob)
    line.buffer.say(TEXT, b"c", line.alice)
    assert line.wire.writes == 0
    await end_of_turn()
    assert line.wire.writes == 1
    assert line.wire.written == [(TEXT, b"a"), (BINARY, b"b"), (TEXT, b"c")]


async def test_the_next_turn_is_another_write(line: Line) -> None:
    for writes in (1, 2, 3):
        line.put()
        await end_of_turn()
        assert (line.wire.writes, len(line.wire.written)) == (writes, writes)


async def test_the_servers_words_alone_are_written_too(line: Line) -> None:
    line.buffer.say(TEXT, b"pong", line.alice)
    await end_of_turn()
    assert line.wire.payloads == [b"pong"]


async def test_nothing_to_write_is_not_written(line: Line) -> None:
    line.buffer.flush()
    line.put()
    line.buffer.flush()
    await end_of_turn()
    assert line.wire.writes == 1


async def test_buffers_of_one_flow_are_all_written_at_the_end_of_the_turn() -> None:
    flow = make_flow()
    lines = [Line(flow) for _ in range(3)]
    for line in lines:
        line.put()
    await end_of_turn()
    assert [line.wire.writes for line in lines] == [1, 1, 1]


async def test_a_flow_counts_the_turns_in_which_something_was_sent() -> None:
    flow = make_flow()
    lines = [Line(flow) for _ in range(3)]
    for turns in range(1, 4):
        for line in lines:
            line.put()
        await end_of_turn()
        assert flow.turn == turns


async def test_a_buffer_asks_once_a_turn_to_be_written(line: Line) -> None:
    line.put(ROOM - 1)
    line.buffer.say(TEXT, b"", line.alice)
    assert line.buffer._flow._dirty == [line.buffer]


async def test_a_busy_wire_is_left_alone_until_it_has_drained(line: Line) -> None:
    line.wire.is_slow = True
    line.buffer.put(TEXT, b"a", line.alice)
    await end_of_turn()
    line.buffer.put(TEXT, b"b", line.alice)
    await end_of_turn()
    assert line.wire.payloads == [b"a"]
    line.wire.drain()
    assert line.wire.payloads == [b"a", b"b"]


async def test_a_burst_in_one_turn_is_no_slowness(line: Line) -> None:
    line.put(10 * ROOM)
    assert not line.alice.is_held
    await end_of_turn()
    assert len(line.wire.written) == 10 * ROOM
    assert not line.buffer.stalled


@pytest.mark.parametrize(("count", "size"), [(ROOM, 0), (1, 10 * ROOM), (2, 5 * ROOM)])
async def test_full_is_by_messages_or_by_bytes(line: Line, count: int, size: int) -> None:
    line.wire.is_slow = True
    line.put(1, line.bob, size=0)  # the wire is busy with this
    await end_of_turn()
    line.wire.drain()
    line.put(count - 1, size=size)
    await end_of_turn()
    assert not line.buffer.full
    line.put(1, size=size)
    await end_of_turn()
    assert line.buffer.full
    assert line.alice.is_held
    assert not line.bob.is_held


async def test_one_message_may_always_wait_however_big(line: Line) -> None:
    line.put(1, size=1000 * ROOM)
    assert not line.alice.is_held
    line.wire.is_slow = True
    line.put(1, size=1000 * ROOM)
    assert line.alice.is_held
    assert len(line.wire.written) == 2
    line.wire.drain()
    assert not line.alice.is_held


async def test_a_flow_for_one_message_holds_from_the_first_that_waits() -> None:
    line = Line(make_flow(max_messages=1, max_bytes=1))
    line.put()
    assert not line.alice.is_held
    line.wire.is_slow = True
    line.put()
    assert line.alice.is_held
    line.wire.drain()
    assert not line.alice.is_held


async def test_what_the_wire_has_not_sent_yet_counts(line: Line) -> None:
    line.wire.is_slow = True
    line.put(ROOM - 1)
    await end_of_turn()
    assert not line.buffer.full
    line.put(1, line.bob)
    assert line.buffer.full
    assert line.bob.is_held
    assert not line.alice.is_held


async def test_relayed_messages_and_bytes_are_counted_when_they_are_written() -> None:
    flow = make_flow()
    line, tally = Line(flow), flow.tally
    line.buffer.put(TEXT, b"abc", line.alice)
    line.buffer.say(TEXT, b"pong", line.alice)
    line.buffer.put(BINARY, b"de", line.bob)
    assert (tally.relayed_messages, tally.relayed_bytes) == (0, 0)
    await end_of_turn()
    assert (tally.relayed_messages, tally.relayed_bytes) == (2, 5)
    line.buffer.say(TEXT, b"pong", line.alice)
    await end_of_turn()
    assert (tally.relayed_messages, tally.relayed_bytes) == (2, 5)


async def test_what_is_discarded_is_not_counted_as_relayed() -> None:
    flow = make_flow()
    line, tally = Line(flow), flow.tally
    line.buffer.say(TEXT, b"pong", line.alice)
    line.buffer.put(TEXT, b"abc", line.alice)
    line.buffer.discard()
    line.buffer.put(TEXT, b"d", line.alice)
    await end_of_turn()
    assert (tally.relayed_messages, tally.relayed_bytes) == (1, 1)


async def test_who_waits_for_emptiness_hears_of_it_once_at_once_if_nothing_waits(
    line: Line,
) -> None:
    empty: list[str] = []
    line.put()
    line.buffer.when_empty(lambda: empty.append("now"))
    assert (empty, line.wire.writes) == (["now"], 1)
    line.wire.is_slow = True
    line.put()
    line.buffer.when_empty(lambda: empty.append("later"))
    line.put()
    line.wire.drain()
    assert empty == ["now"]
    line.wire.drain()
    line.put()
    line.wire.drain()
    assert empty == ["now", "later"]


async def test_who_is_gone_is_never_empty(line: Line) -> None:
    await line.fill()
    line.buffer.when_empty(line.given_up.set)
    line.buffer.discard()
    line.wire.drain()
    assert not line.given_up.is_set()
