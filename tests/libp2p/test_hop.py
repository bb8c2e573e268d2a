"""A relay on a node: reserving, calling, and being refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plong.libp2p.hop import RelayStatistics
from plong.protocol.libp2p.delimited import write_delimited
from plong.protocol.libp2p.protobuf import write_number
from plong.protocol.libp2p.relay.circuits import CircuitRoom
from plong.protocol.libp2p.relay.hop import DEFAULT_LIMIT, RelayChoices
from plong.protocol.libp2p.relay.messages import HOP_DIALECT, STOP_DIALECT, write_message
from plong.protocol.libp2p.relay.models import HOP, MAX_MESSAGE, Answer, Connect, Reserve, Status
from plong.protocol.libp2p.relay.reservations import RESERVATION_TTL, Room
from plong.protocol.libp2p.relay.voucher import Voucher, open_voucher
from tests.support.hop import ADDRESS, YES, Scene
from tests.support.pipes import BEGINNING

CROWD = 300


async def test_a_reservation_says_where_until_when_and_how_much() -> None:
    scene = Scene()
    answer = scene.reserve()
    assert (answer.status, answer.limit) == (Status.OK, DEFAULT_LIMIT)
    assert answer.reservation is not None
    assert answer.reservation.addresses == (ADDRESS.with_peer(scene.relay.peer_id),)
    assert answer.reservation.expires == BEGINNING + RESERVATION_TTL
    voucher = open_voucher(answer.reservation.voucher or b"", scene.relay.crypto.is_signed)
    expires = answer.reservation.expires
    assert voucher == Voucher(scene.relay.peer_id, scene.called.peer_id, expires)
    assert scene.hop.statistics == RelayStatistics(reservations=1, circuits=0, carried=0)


async def test_a_reservation_names_what_the_node_announces_by_then() -> None:
    scene = Scene()
    scene.relay.announce(())
    reservation = scene.reserve().reservation
    assert reservation is not None
    assert reservation.addresses == ()


async def test_peers_are_told_that_the_node_is_a_relay() -> None:
    assert HOP in Scene().relay.services


async def test_what_one_says_the_other_hears() -> None:
    scene = Scene()
    tape, stop = scene.joined()
    tape.io.send(b"Who is there?")
    stop.io.send(b"It is me.")
    scene.world.run()
    assert (stop.data, tape.data) == (b"Who is there?", b"It is me.")
    assert scene.hop.statistics == RelayStatistics(reservations=1, circuits=1, carried=22)


async def test_what_was_said_early_is_heard() -> None:
    scene = Scene()
    scene.reserve()
    question = write_delimited(write_message(Connect(scene.called.peer_id), HOP_DIALECT))
    tape = scene.open(scene.caller_pipe.connection, question + b"I cannot ")
    tape.io.send(b"wait.")
    scene.world.run()
    stop = scene.stops[0]
    assert stop.heard(STOP_DIALECT) == Connect(scene.caller.peer_id, DEFAULT_LIMIT)
    assert not stop.data
    stop.io.send(write_delimited(write_message(YES, STOP_DIALECT)) + b"Nor can I.")
    scene.world.run()
    assert tape.status() == Status.OK
    assert (tape.data, stop.data) == (b"Nor can I.", b"I cannot wait.")


async def test_messages_may_come_byte_by_byte() -> None:
    scene = Scene()
    scene.reserve()
    question = write_delimited(write_message(Connect(scene.called.peer_id), HOP_DIALECT))
    tape = scene.open(scene.caller_pipe.connection, b"")
    for byte in question + b"Hi":
        tape.io.send(bytes([byte]))
        scene.world.run()
    stop = scene.stops[0]
    for byte in write_delimited(write_message(YES, STOP_DIALECT)):
        stop.io.send(bytes([byte]))
        scene.world.run()
    assert tape.status() == Status.OK
    stop.heard(STOP_DIALECT)
    assert stop.data == b"Hi"


async def test_each_half_is_closed_by_itself() -> None:
    scene = Scene()
    tape, stop = scene.joined()
    tape.io.close()
    scene.world.run()
    assert (stop.is_finished, tape.is_finished) == (True, False)
    stop.io.send(b"I have heard all.")
    stop.io.close()
    scene.world.run()
    assert (tape.data, tape.is_finished) == (b"I have heard all.", True)
    assert (tape.is_aborted, stop.is_aborted) == (False, False)
    assert scene.is_empty
    assert scene.hop.statistics == RelayStatistics(reservations=1, circuits=0, carried=17)


async def test_halves_that_were_closed_early_stay_so() -> None:
    scene = Scene()
    tape, stop = scene.ring()
    tape.io.send(b"That is all.")
    tape.io.close()
    scene.world.run()
    stop.say(YES)
    stop.io.close()
    scene.world.run()
    assert tape.status() == Status.OK
    assert (stop.data, stop.is_finished, tape.is_finished) == (b"That is all.", True, True)
    assert scene.is_empty


REFUSALS = [
    (write_delimited(b""), Status.MALFORMED_MESSAGE),
    (write_delimited(b"\xff"), Status.MALFORMED_MESSAGE),
    (write_delimited(bytes(MAX_MESSAGE + 1)), Status.MALFORMED_MESSAGE),
    (b"\xff" * 10, Status.MALFORMED_MESSAGE),
    (write_delimited(write_number(1, 1)), Status.MALFORMED_MESSAGE),
    (write_delimited(write_number(1, 9)), Status.UNEXPECTED_MESSAGE),
    (write_delimited(write_message(YES, HOP_DIALECT)), Status.UNEXPECTED_MESSAGE),
]


@pytest.mark.parametrize(("data", "status"), REFUSALS)
async def test_who_says_something_else_is_told_so(data: bytes, status: Status) -> None:
    scene = Scene()
    tape = scene.open(scene.caller_pipe.connection, data)
    assert tape.status() == status
    assert tape.is_finished
    tape.io.send(b"What?" * 1000)
    tape.io.close()
    scene.world.run()
    assert not tape.is_aborted
    assert scene.is_empty
    assert scene.reserve().status == Status.OK


async def test_nobody_calls_who_has_not_reserved_or_oneself() -> None:
    scene = Scene()
    assert scene.connect().status() == Status.NO_RESERVATION
    assert scene.connect(scene.relay.peer_id).status() == Status.NO_RESERVATION
    assert scene.connect(scene.caller.peer_id).status() == Status.PERMISSION_DENIED


async def test_nobody_reserves_or_calls_through_another_relay() -> None:
    scene = Scene()
    scene.reserve()
    for question in (Reserve(), Connect(scene.called.peer_id)):
        pipe = scene.world.connect(scene.world.node(), scene.relay, "192.0.2.9/tcp/1/p2p-circuit")
        tape = scene.ask(pipe.connection, question)
        assert tape.status() == Status.PERMISSION_DENIED


async def test_there_are_not_too_many_reservations() -> None:
    scene = Scene(RelayChoices(reservations=Room(total=1)))
    assert scene.reserve().status == Status.OK
    assert scene.reserve().status == Status.OK
    assert scene.reserve(scene.caller_pipe).status == Status.RESERVATION_REFUSED
    assert scene.hop.statistics.reservations == 1


async def test_there_are_not_too_many_circuits_and_their_room_is_free_again() -> None:
    scene = Scene(RelayChoices(circuits=CircuitRoom(total=1)))
    tape, stop = scene.joined()
    assert scene.connect().status() == Status.RESOURCE_LIMIT_EXCEEDED
    tape.io.close()
    stop.io.close()
    scene.world.run()
    scene.joined()


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.OK])
async def test_the_called_may_say_no(status: Status) -> None:
    scene = Scene()
    tape, stop = scene.ring()
    stop.say(Answer(status))
    scene.world.run()
    assert tape.status() == Status.CONNECTION_FAILED
    assert stop.is_aborted
    tape.io.close()
    scene.world.run()
    assert scene.is_empty


@pytest.mark.parametrize("data", [write_delimited(b""), b"\xff" * 10, write_delimited(b"\x08\x00")])
async def test_the_called_may_say_something_else(data: bytes) -> None:
    scene = Scene()
    tape, stop = scene.ring()
    stop.io.send(data)
    scene.world.run()
    assert tape.status() == Status.CONNECTION_FAILED
    assert stop.is_aborted


async def test_the_called_may_not_know_what_it_is_asked() -> None:
    scene = Scene()
    other = scene.world.node()
    assert scene.reserve(scene.join(other, "192.0.2.3")).status == Status.OK
    assert scene.connect(other.peer_id).status() == Status.CONNECTION_FAILED


async def test_the_called_may_be_ending_its_connection() -> None:
    scene = Scene()
    scene.reserve()
    streams = scene.called_pipe.connection._streams
    assert streams is not None
    streams.session.go_away()
    scene.called_pipe.connection.flush()
    scene.world.run()
    assert scene.connect().status() == Status.CONNECTION_FAILED


async def test_one_is_called_over_the_connection_where_one_has_reserved() -> None:
    scene = Scene()
    second = scene.join(scene.called, "192.0.2.2")
    scene.reserve(second)
    first, other = scene.relay.connections.of(scene.called.peer_id)
    assert (first.is_kept, other.is_kept) == (False, True)
    scene.connect()
    assert (first.streams, other.streams) == (0, 1)
    scene.reserve()
    assert (first.is_kept, other.is_kept) == (True, False)


async def test_many_calls_leave_nothing() -> None:
    scene = Scene(RelayChoices(circuits=CircuitRoom(per_peer=4)))
    scene.reserve()
    question = write_delimited(write_message(Connect(scene.called.peer_id), HOP_DIALECT))
    for _ in range(CROWD):
        scene.open(scene.caller_pipe.connection, question + bytes(1000)).io.reset()
        scene.world.run()
    assert scene.is_empty
    assert all(stop.is_aborted for stop in scene.stops)


async def test_many_calls_at_once_have_as_much_room_as_there_is() -> None:
    scene = Scene(RelayChoices(circuits=CircuitRoom(per_peer=4)))
    scene.reserve()
    tapes = [scene.connect() for _ in range(40)]
    refused = [tape.status() for tape in tapes if tape.data]
    assert refused == [Status.RESOURCE_LIMIT_EXCEEDED] * 36
    assert len(scene.stops) == 4
    assert len(scene.hop.relay._calls) == 4


@settings(max_examples=50)
@given(st.lists(st.binary(max_size=200), max_size=4), st.booleans())
async def test_whatever_is_said_others_meet(pieces: list[bytes], is_whole: bool) -> None:
    scene = Scene()
    said = b"".join(map(write_delimited, pieces)) if is_whole else b"".join(pieces)
    tape, stop = scene.ring()
    stop.io.send(said)
    scene.open(scene.caller_pipe.connection, said).io.close()
    scene.world.run()
    tape.io.reset()
    scene.world.run()
    assert scene.is_empty
    scene.joined()


@given(st.data())
@settings(max_examples=50)
async def test_whatever_is_changed_in_a_message_others_meet(data: st.DataObject) -> None:
    scene = Scene()
    question = write_delimited(write_message(Connect(scene.called.peer_id), HOP_DIALECT))
    at = data.draw(st.integers(0, len(question) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1))
    scene.reserve()
    tape = scene.open(scene.caller_pipe.connection, question[:at] + byte + question[at + 1 :])
    tape.io.reset()
    scene.world.run()
    assert scene.is_empty
    scene.joined()


async def test_who_is_refused_is_told_to_the_nodes_owner() -> None:
    scene = Scene(RelayChoices(Room(total=1), CircuitRoom(total=1)))
    scene.connect()
    scene.reserve()
    scene.reserve(scene.caller_pipe)
    scene.open(scene.caller_pipe.connection, write_delimited(b"nonsense"))
    refused = ["no-reservation", "reservation-refused", "malformed-message"]
    assert scene.world.refusals == refused
