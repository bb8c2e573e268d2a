"""Two streams that are one: who is slow holds the other, and nothing is lost."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from plong.libp2p.hop import RelayStatistics
from plong.protocol.libp2p.relay.hop import RelayChoices
from plong.protocol.libp2p.relay.models import NO_LIMIT
from plong.protocol.libp2p.yamux.frames import WINDOW
from tests.support.hop import YES, Scene
from tests.support.pipes import HIGH, Pipe

UNLIMITED = RelayChoices(limit=NO_LIMIT)
MUCH = 8 * WINDOW
HEADERS = 16 * 1024
"""Bytes, for what Noise and yamux put around a window."""


def queued(pipe: Pipe) -> int:
    """Return how many bytes wait in the streams of one end for the window of the other."""
    streams = pipe.connection._streams
    assert streams is not None
    return sum(stream.queued for stream in streams.session.streams.values())


def waiting(scene: Scene) -> int:
    """Return how many bytes wait at the relay for a stream or its connection to be clear."""
    joints = [visit._joint for visit in scene.hop._visits]
    return sum(len(lane._waiting) for joint in joints if joint for lane in joint._lanes)


async def test_much_goes_through() -> None:
    scene = Scene(UNLIMITED)
    tape, stop = scene.joined()
    data = random.Random(1).randbytes(MUCH)
    tape.io.send(data)
    scene.world.run()
    stop.io.send(data[::-1])
    scene.world.run()
    assert (stop.data, tape.data) == (data, data[::-1])
    assert scene.hop.statistics == RelayStatistics(1, 1, 2 * MUCH)


async def test_who_does_not_consume_holds_the_other() -> None:
    scene = Scene(UNLIMITED)
    scene.is_eager = False
    tape, stop = scene.joined()
    stop.consume()
    data = random.Random(2).randbytes(MUCH)
    tape.io.send(data)
    scene.world.run()
    assert queued(scene.called_pipe.other) <= WINDOW
    assert queued(scene.caller_pipe) >= MUCH - 2 * WINDOW
    while len(stop.data) < MUCH:
        stop.consume(WINDOW // 2)
        scene.world.run()
        assert queued(scene.called_pipe.other) + waiting(scene) <= WINDOW
    assert stop.data == data


async def test_who_cannot_wait_for_the_answer_is_held() -> None:
    scene = Scene(UNLIMITED)
    tape, stop = scene.ring()
    data = random.Random(6).randbytes(MUCH)
    tape.io.send(data)
    scene.world.run()
    assert queued(scene.caller_pipe) >= MUCH - WINDOW
    stop.say(YES)
    scene.world.run()
    assert stop.data == data


async def test_what_is_said_behind_an_answer_is_neither_kept_nor_let_come() -> None:
    scene = Scene(UNLIMITED)
    tape = scene.connect()
    tape.io.send(bytes(MUCH))
    scene.world.run()
    assert queued(scene.caller_pipe) >= MUCH - WINDOW
    (visit,) = scene.hop._visits
    assert not visit.leg._early


async def test_a_slow_reader_is_told_of_the_end_behind_what_waits() -> None:
    scene = Scene(UNLIMITED)
    scene.is_eager = False
    tape, stop = scene.joined()
    stop.consume()
    data = random.Random(3).randbytes(WINDOW + 1000)
    tape.io.send(data)
    tape.io.close()
    stop.io.close()
    scene.world.run()
    assert (tape.is_finished, stop.is_finished) == (True, False)
    assert not scene.is_empty
    stop.consume()
    scene.world.run()
    assert (stop.data, stop.is_finished) == (data, True)
    assert scene.is_empty


async def test_a_socket_that_does_not_take_more_holds_the_other() -> None:
    scene = Scene(UNLIMITED)
    tape, stop = scene.joined()
    socket = scene.called_pipe.other
    socket.is_stuck = True
    data = random.Random(4).randbytes(MUCH)
    tape.io.send(data)
    scene.world.run()
    assert socket.held <= 2 * HIGH + HEADERS
    assert queued(scene.caller_pipe) >= MUCH - WINDOW - HIGH - HEADERS
    assert not stop.data
    socket.is_stuck = False
    scene.world.run()
    assert stop.data == data


async def test_a_slow_reader_does_not_hold_others() -> None:
    scene = Scene(UNLIMITED)
    scene.is_eager = False
    tape, _stop = scene.joined()
    tape.io.send(bytes(MUCH))
    scene.world.run()
    scene.is_eager = True
    tape, stop = scene.joined()
    tape.io.send(b"I am quick." * WINDOW)
    scene.world.run()
    assert stop.data == b"I am quick." * WINDOW


async def test_a_slow_readers_end_frees_what_waits() -> None:
    scene = Scene(UNLIMITED)
    scene.is_eager = False
    tape, stop = scene.joined()
    tape.io.send(bytes(MUCH))
    scene.world.run()
    stop.io.reset()
    scene.world.run()
    assert tape.is_aborted
    assert queued(scene.called_pipe.other) == 0
    assert scene.is_empty


async def test_an_end_behind_a_socket_that_does_not_take_more_is_noticed() -> None:
    scene = Scene(UNLIMITED)
    tape, stop = scene.joined()
    socket = scene.called_pipe.other
    socket.is_stuck = True
    tape.io.send(bytes(2 * HIGH))
    tape.io.close()
    stop.io.close()
    scene.world.run()
    socket.is_stuck = False
    scene.world.run()
    assert (len(stop.data), stop.is_finished, tape.is_finished) == (2 * HIGH, True, True)
    scene.world.wait(1)
    assert scene.is_empty


async def test_an_end_is_noticed_that_was_sent_while_others_blocked_the_connection() -> None:
    scene = Scene(UNLIMITED)
    scene.is_eager = False
    tape, slow = scene.joined()
    slow.consume()
    tape.io.send(bytes(WINDOW - 200))
    scene.world.run()
    tape.io.send(bytes(1000))
    tape.io.close()
    slow.io.close()
    scene.is_eager = True
    other, _quick = scene.joined()
    scene.called_pipe.other.is_stuck = True
    other.io.send(bytes(2 * HIGH))
    scene.world.run()
    slow.consume()
    scene.world.run()
    scene.called_pipe.other.is_stuck = False
    scene.world.run()
    assert (len(slow.data), slow.is_finished) == (WINDOW + 800, True)
    scene.world.wait(1)
    assert scene.hop.statistics.circuits == 1


async def test_all_that_was_let_go_is_consumed() -> None:
    scene = Scene()
    tape, stop = scene.joined()
    tape.io.send(b"Hi")
    stop.io.send(b"Ho")
    scene.world.run()
    for connection in scene.relay.connections:
        assert connection._streams is not None
        (stream,) = connection._streams.session.streams.values()
        assert stream.receive_window + stream._consumed == WINDOW


Turn = tuple[bool, int, bool]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, WINDOW), st.booleans()), max_size=12))
async def test_whatever_the_turns_both_hear_every_byte(turns: list[Turn]) -> None:
    scene = Scene(UNLIMITED)
    scene.is_eager = False
    tapes = scene.joined()
    sent = [b"", b""]
    chance = random.Random(5)
    for is_caller, size, runs in turns:
        data = chance.randbytes(size)
        tapes[is_caller].io.send(data)
        sent[is_caller] += data
        if runs:
            scene.world.run()
            tapes[is_caller].consume()
    scene.world.run()
    while any(len(tapes[not n].data) < len(sent[n]) for n in (0, 1)):
        for tape in tapes:
            tape.consume()
        scene.world.run()
    assert [tape.data for tape in tapes] == sent[::-1]
