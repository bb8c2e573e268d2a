"""Whoever vanishes, or takes too long, in whichever stage: the other is told, the room is free."""

from collections.abc import Callable

import pytest

from plong.libp2p.pulse import IDLE_TIMEOUT
from plong.protocol.libp2p.relay.hop import HOP_TIMEOUT, RelayChoices
from plong.protocol.libp2p.relay.models import Limit, Reserve, Status
from plong.protocol.libp2p.relay.reservations import RESERVATION_TTL
from tests.support.hop import YES, Scene, Tape
from tests.support.pipes import Pipe

LIMIT = Limit(duration=120, data=100)
End = Callable[[Tape, Pipe], None]


def reset(tape: Tape, _pipe: Pipe) -> None:
    tape.io.reset()


def lose(_tape: Tape, pipe: Pipe) -> None:
    pipe.lose()


def close(_tape: Tape, pipe: Pipe) -> None:
    pipe.connection.close()


def finish(tape: Tape, _pipe: Pipe) -> None:
    tape.io.close()


abruptly = pytest.mark.parametrize("end", [reset, lose, close])


@pytest.mark.parametrize("end", [reset, lose, close, finish])
async def test_a_caller_vanishes_within_its_question(end: End) -> None:
    scene = Scene()
    tape = scene.open(scene.caller_pipe.connection, b"\x20\x08")
    assert not scene.is_empty
    end(tape, scene.caller_pipe)
    scene.world.run()
    assert scene.is_empty


@abruptly
async def test_a_caller_vanishes_while_the_called_is_rung(end: End) -> None:
    scene = Scene()
    tape, stop = scene.ring()
    end(tape, scene.caller_pipe)
    scene.world.run()
    assert stop.is_aborted
    assert scene.is_empty


@abruptly
async def test_a_caller_vanishes_before_the_called_has_agreed_to_speak(end: End) -> None:
    scene = Scene()
    scene.reserve()
    scene.called_pipe.is_stuck = True
    tape = scene.connect()
    end(tape, scene.caller_pipe)
    scene.world.run()
    assert scene.is_empty
    scene.called_pipe.is_stuck = False
    scene.world.run()
    assert scene.is_empty
    assert not [stop for stop in scene.stops if not stop.is_aborted]


@pytest.mark.parametrize("end", [reset, lose, close, finish])
async def test_the_called_vanishes_while_it_is_rung(end: End) -> None:
    scene = Scene()
    tape, stop = scene.ring()
    end(stop, scene.called_pipe)
    scene.world.run()
    assert tape.status() == Status.CONNECTION_FAILED
    assert tape.is_finished
    tape.io.close()
    scene.world.run()
    assert scene.is_empty


async def test_a_caller_that_said_its_last_word_is_forgotten_with_the_refusal() -> None:
    scene = Scene()
    tape, stop = scene.ring()
    tape.io.close()
    scene.world.run()
    stop.io.reset()
    scene.world.run()
    assert tape.status() == Status.CONNECTION_FAILED
    assert scene.is_empty


async def test_the_called_vanishes_before_it_has_agreed_to_speak() -> None:
    scene = Scene()
    scene.reserve()
    scene.called_pipe.is_stuck = True
    tape = scene.connect()
    scene.called_pipe.lose()
    scene.world.run()
    assert tape.status() == Status.CONNECTION_FAILED


@abruptly
async def test_a_caller_vanishes_from_a_circuit(end: End) -> None:
    scene = Scene()
    tape, stop = scene.joined()
    end(tape, scene.caller_pipe)
    scene.world.run()
    assert stop.is_aborted
    assert scene.is_empty


@abruptly
async def test_the_called_vanishes_from_a_circuit(end: End) -> None:
    scene = Scene()
    tape, stop = scene.joined()
    end(stop, scene.called_pipe)
    scene.world.run()
    assert tape.is_aborted
    assert scene.is_empty


@abruptly
async def test_either_vanishes_from_half_a_circuit(end: End) -> None:
    scene = Scene()
    tape, stop = scene.joined()
    stop.io.close()
    scene.world.run()
    end(stop, scene.called_pipe)
    scene.world.run()
    if end is not reset:
        assert tape.is_aborted
    scene.caller_pipe.lose()
    assert scene.is_empty


@abruptly
async def test_who_asked_vanishes_after_the_answer(end: End) -> None:
    scene = Scene()
    tape = scene.connect()
    assert tape.status() == Status.NO_RESERVATION
    end(tape, scene.caller_pipe)
    scene.world.run()
    assert scene.is_empty


async def test_both_vanish_at_once() -> None:
    scene = Scene()
    scene.joined()
    for connection in scene.relay.connections:
        connection.close()
    scene.world.run()
    assert scene.is_empty
    assert not len(scene.relay.connections)


async def test_a_question_does_not_take_for_ever() -> None:
    scene = Scene()
    tape = scene.open(scene.caller_pipe.connection, b"\x20\x08")
    scene.world.wait(HOP_TIMEOUT - 1)
    assert not tape.is_aborted
    scene.world.wait(1)
    assert tape.is_aborted
    assert scene.is_empty


async def test_an_answer_does_not_take_for_ever() -> None:
    scene = Scene()
    tape, stop = scene.ring()
    scene.world.wait(HOP_TIMEOUT - 1)
    assert not stop.is_aborted
    scene.world.wait(1)
    assert stop.is_aborted
    assert tape.status() == Status.CONNECTION_FAILED


async def test_who_never_closes_an_answered_stream_is_reset() -> None:
    scene = Scene()
    tape = scene.connect()
    scene.world.wait(HOP_TIMEOUT)
    assert tape.is_aborted
    assert scene.is_empty


async def test_a_circuit_ends_when_its_time_is_up() -> None:
    scene = Scene(RelayChoices(limit=LIMIT))
    tape, stop = scene.joined()
    scene.world.wait(LIMIT.duration - 1)
    tape.io.send(b"Just in time.")
    scene.world.run()
    assert (stop.data, stop.is_aborted, tape.is_aborted) == (b"Just in time.", False, False)
    scene.world.wait(1)
    assert (stop.is_aborted, tape.is_aborted) == (True, True)
    assert scene.is_empty


async def test_without_a_limit_a_circuit_goes_on() -> None:
    scene = Scene(RelayChoices(limit=Limit(0, 0)))
    tape, stop = scene.joined()
    scene.world.wait(10 * LIMIT.duration)
    tape.io.send(b"Still there?" * 1000)
    scene.world.run()
    assert stop.data == b"Still there?" * 1000


async def test_as_much_is_carried_as_may_be_in_each_direction_and_no_more() -> None:
    scene = Scene(RelayChoices(limit=LIMIT))
    tape, stop = scene.joined()
    tape.io.send(b"c" * LIMIT.data)
    stop.io.send(b"s" * (LIMIT.data - 1))
    scene.world.run()
    assert (stop.data, stop.is_aborted) == (b"c" * LIMIT.data, False)
    stop.io.send(b"st")
    scene.world.run()
    assert tape.data == b"s" * LIMIT.data
    assert (stop.is_aborted, tape.is_aborted) == (True, True)
    assert scene.is_empty
    assert scene.hop.statistics.carried == 2 * LIMIT.data


async def test_what_comes_early_counts() -> None:
    scene = Scene(RelayChoices(limit=LIMIT))
    tape, stop = scene.ring()
    tape.io.send(b"c" * (LIMIT.data + 1))
    tape.io.close()
    scene.world.run()
    stop.say(YES)
    scene.world.run()
    assert tape.status() == Status.OK
    assert stop.data == b"c" * LIMIT.data
    assert (stop.is_aborted, tape.is_aborted) == (True, True)
    assert scene.is_empty
    assert scene.hop.statistics.carried == LIMIT.data


async def test_a_reservation_ends_with_the_last_connection() -> None:
    scene = Scene()
    second = scene.join(scene.called, "192.0.2.2")
    scene.reserve(second)
    second.lose()
    assert scene.hop.statistics.reservations == 1
    _tape, _stop = scene.joined()
    scene.called_pipe.lose()
    scene.world.run()
    assert scene.hop.statistics.reservations == 0
    assert scene.connect().status() == Status.NO_RESERVATION


async def test_who_has_reserved_stays_connected_as_long_as_it_may_be_called() -> None:
    scene = Scene()
    scene.reserve()
    scene.world.wait(2 * IDLE_TIMEOUT)
    assert scene.relay.connections.peers == (scene.called.peer_id,)
    scene.called_pipe.connection.is_kept = True
    scene.world.wait(RESERVATION_TTL)
    (connection,) = scene.relay.connections
    assert not connection.is_kept
    assert scene.hop.statistics.reservations == 0


async def test_a_reservation_lasts_an_hour_from_the_last_time_it_is_asked_for() -> None:
    scene = Scene()
    scene.reserve()
    scene.world.wait(RESERVATION_TTL - 1)
    before = scene.world.time
    answer = scene.reserve()
    assert answer.reservation is not None
    assert answer.reservation.expires == before + RESERVATION_TTL
    scene.world.wait(RESERVATION_TTL - 1)
    assert scene.hop.statistics.reservations == 1
    scene.world.wait(1)
    assert scene.hop.statistics.reservations == 0


async def test_only_reservations_keep_connections() -> None:
    scene = Scene()
    tape = scene.ask(scene.caller_pipe.connection, Reserve())
    tape.io.close()
    scene.connect(scene.called.peer_id)
    caller, called = scene.relay.connections
    assert (caller.is_kept, called.is_kept) == (True, False)
