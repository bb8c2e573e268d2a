"""What a relay answers, and whom it connects with whom."""

from dataclasses import replace

import pytest

from plong.protocol.libp2p.delimited import Delimited
from plong.protocol.libp2p.multiaddr import parse_multiaddr
from plong.protocol.libp2p.protobuf import write_number
from plong.protocol.libp2p.relay.circuits import CircuitRoom
from plong.protocol.libp2p.relay.hop import DEFAULT_LIMIT, Relay, RelayChoices
from plong.protocol.libp2p.relay.messages import (
    HOP_DIALECT,
    STOP_DIALECT,
    read_message,
    write_message,
)
from plong.protocol.libp2p.relay.models import (
    MAX_MESSAGE,
    NO_LIMIT,
    Answer,
    Connect,
    Message,
    Reserve,
    Status,
)
from plong.protocol.libp2p.relay.reservations import RESERVATION_TTL, Room
from plong.protocol.libp2p.relay.steps import Call, Joined, Reply, Requester
from plong.protocol.libp2p.relay.voucher import Voucher, open_voucher
from tests.protocol.libp2p.recorded import PEER as CALLED
from tests.protocol.libp2p.recorded import RELAY
from tests.protocol.libp2p.signers import Owner, is_signed

NOW = 1_000_000.0
CALLER = Owner(9)
ADDRESS = parse_multiaddr("/ip4/192.0.2.1/tcp/4001")
BY_CALLED = Requester(CALLED.peer, "192.0.2.8")
BY_CALLER = Requester(CALLER.peer, "192.0.2.9")
RESERVE = write_message(Reserve(), HOP_DIALECT)
CONNECT = write_message(Connect(CALLED.peer), HOP_DIALECT)
YES = write_message(Answer(Status.OK), STOP_DIALECT)


def relay(choices: RelayChoices | None = None) -> Relay:
    return Relay(RELAY, lambda _: (ADDRESS,), choices or RelayChoices())


def reserved(choices: RelayChoices | None = None) -> Relay:
    there = relay(choices)
    assert answer(there.hear(RESERVE, BY_CALLED, NOW)).status == Status.OK
    return there


def said(data: bytes, stop: bool = False) -> Message:
    """Return the one message that is sent."""
    stream = Delimited(MAX_MESSAGE)
    stream.receive(data)
    message = stream.next_message()
    assert message is not None
    assert not stream.rest()
    return read_message(message, STOP_DIALECT if stop else HOP_DIALECT)


def answer(reply: Reply | Call | Joined) -> Answer:
    assert not isinstance(reply, Call)
    message = said(reply.data)
    assert isinstance(message, Answer)
    return message


def called(there: Relay) -> Call:
    call = there.hear(CONNECT, BY_CALLER, NOW)
    assert isinstance(call, Call)
    return call


def test_a_reservation_says_where_until_when_and_how_much() -> None:
    ok = answer(relay().hear(RESERVE, BY_CALLED, NOW))
    assert (ok.status, ok.limit) == (Status.OK, DEFAULT_LIMIT)
    assert ok.reservation is not None
    assert [*map(str, ok.reservation.addresses)] == [f"{ADDRESS}/p2p/{RELAY.peer}"]
    assert ok.reservation.expires == NOW + RESERVATION_TTL
    voucher = open_voucher(ok.reservation.voucher or b"", is_signed)
    assert voucher == Voucher(RELAY.peer, CALLED.peer, ok.reservation.expires)


def test_a_caller_is_joined_with_whom_it_calls() -> None:
    there = reserved()
    call = called(there)
    assert (call.pair.called, said(call.data, stop=True)) == (
        CALLED.peer,
        Connect(CALLER.peer, DEFAULT_LIMIT),
    )
    joined = there.answered(call, YES, NOW)
    assert isinstance(joined, Joined)
    assert answer(joined) == Answer(Status.OK, limit=DEFAULT_LIMIT)
    assert joined.circuit.ends_at == NOW + DEFAULT_LIMIT.duration


def test_no_limit_is_not_told() -> None:
    there = reserved(RelayChoices(limit=NO_LIMIT))
    call = called(there)
    assert said(call.data, stop=True) == Connect(CALLER.peer)
    assert answer(there.answered(call, YES, NOW)) == Answer(Status.OK)


@pytest.mark.parametrize(
    ("message", "requester", "status"),
    [
        (b"", BY_CALLER, Status.MALFORMED_MESSAGE),
        (b"\xff", BY_CALLER, Status.MALFORMED_MESSAGE),
        (write_number(1, 1), BY_CALLER, Status.MALFORMED_MESSAGE),
        (write_number(1, 9), BY_CALLER, Status.UNEXPECTED_MESSAGE),
        (write_message(Answer(Status.OK), HOP_DIALECT), BY_CALLER, Status.UNEXPECTED_MESSAGE),
        (RESERVE, replace(BY_CALLER, is_relayed=True), Status.PERMISSION_DENIED),
        (CONNECT, replace(BY_CALLER, is_relayed=True), Status.PERMISSION_DENIED),
        (CONNECT, BY_CALLED, Status.PERMISSION_DENIED),
        (write_message(Connect(CALLER.peer), HOP_DIALECT), BY_CALLED, Status.NO_RESERVATION),
        (write_message(Connect(RELAY.peer), HOP_DIALECT), BY_CALLED, Status.NO_RESERVATION),
    ],
)
def test_a_question_is_refused(message: bytes, requester: Requester, status: Status) -> None:
    assert answer(reserved().hear(message, requester, NOW)) == Answer(status)


def test_nobody_is_reached_who_has_not_reserved_or_is_gone() -> None:
    there = reserved()
    assert isinstance(there.hear(CONNECT, BY_CALLER, NOW + RESERVATION_TTL - 1), Call)
    assert answer(there.hear(CONNECT, BY_CALLER, NOW + RESERVATION_TTL)) == Answer(204)
    there = reserved()
    there.reservations.release(CALLED.peer)
    assert answer(there.hear(CONNECT, BY_CALLER, NOW)) == Answer(Status.NO_RESERVATION)


def test_reservations_are_bounded() -> None:
    there = reserved(RelayChoices(reservations=Room(total=1)))
    assert answer(there.hear(RESERVE, BY_CALLER, NOW)) == Answer(Status.RESERVATION_REFUSED)
    assert answer(there.hear(RESERVE, BY_CALLED, NOW)).status == Status.OK


def test_connections_are_bounded_from_the_moment_they_are_asked_for() -> None:
    there = reserved(RelayChoices(circuits=CircuitRoom(per_peer=1)))
    call = called(there)
    assert answer(there.hear(CONNECT, BY_CALLER, NOW)) == Answer(Status.RESOURCE_LIMIT_EXCEEDED)
    assert isinstance(there.answered(call, YES, NOW), Joined)
    assert answer(there.hear(CONNECT, BY_CALLER, NOW)) == Answer(Status.RESOURCE_LIMIT_EXCEEDED)
    there.closed(call)
    assert isinstance(there.hear(CONNECT, BY_CALLER, NOW), Call)


@pytest.mark.parametrize(
    "message",
    [
        write_message(Answer(Status.PERMISSION_DENIED), STOP_DIALECT),
        write_message(Connect(CALLED.peer), STOP_DIALECT),
        *(write_number(1, 1), write_number(1, 9), b"", b"\xff"),
    ],
)
def test_a_call_that_is_not_taken_has_failed(message: bytes) -> None:
    there = reserved(RelayChoices(circuits=CircuitRoom(total=1)))
    assert answer(there.answered(called(there), message, NOW)) == Answer(Status.CONNECTION_FAILED)
    assert answer(there.failed(called(there))) == Answer(Status.CONNECTION_FAILED)
    assert isinstance(there.hear(CONNECT, BY_CALLER, NOW), Call)


def test_a_connection_ends_once() -> None:
    there = reserved(RelayChoices(circuits=CircuitRoom(total=1)))
    first = called(there)
    there.closed(first)
    second = called(there)
    there.closed(first)
    assert answer(there.hear(CONNECT, BY_CALLER, NOW)) == Answer(Status.RESOURCE_LIMIT_EXCEEDED)
    there.closed(second)
    assert isinstance(there.hear(CONNECT, BY_CALLER, NOW), Call)
