"""Messages of the relay, as another program writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.protobuf import write_bytes, write_number
from plong.protocol.libp2p.relay.messages import (
    HOP_DIALECT,
    STOP_DIALECT,
    Dialect,
    UnknownType,
    read_message,
    write_message,
)
from plong.protocol.libp2p.relay.models import (
    Answer,
    Connect,
    Limit,
    Message,
    Reservation,
    Reserve,
    Status,
)
from tests.protocol.libp2p.addresses import MULTIADDRS, PEER_IDS
from tests.protocol.libp2p.recorded import ADDRESSES, EXPIRES, PEER, RELAY, recorded

LIMIT = Limit(120, 131072)
RESERVATION = Reservation(EXPIRES, ADDRESSES, recorded("voucher_envelope"))
RECORDED: list[tuple[str, Dialect, Message]] = [
    ("reserve", HOP_DIALECT, Reserve()),
    ("reserved", HOP_DIALECT, Answer(Status.OK, RESERVATION, LIMIT)),
    ("connect", HOP_DIALECT, Connect(PEER.peer)),
    ("connected", HOP_DIALECT, Answer(Status.OK, limit=LIMIT)),
    ("refused", HOP_DIALECT, Answer(Status.RESERVATION_REFUSED)),
    ("stop", STOP_DIALECT, Connect(RELAY.peer, LIMIT)),
    ("stopped", STOP_DIALECT, Answer(Status.OK)),
    ("stop_refused", STOP_DIALECT, Answer(Status.PERMISSION_DENIED)),
]


@pytest.mark.parametrize(("name", "dialect", "message"), RECORDED)
def test_a_message_is_as_others_write_it(name: str, dialect: Dialect, message: Message) -> None:
    assert write_message(message, dialect) == recorded(name)
    assert read_message(recorded(name), dialect) == message


LIMITS = st.none() | st.builds(Limit, st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
CONNECTS = st.builds(Connect, PEER_IDS, LIMITS)
NUMBERS = st.integers(0, 2**64 - 1)
RESERVATIONS = st.builds(
    Reservation, NUMBERS, st.lists(MULTIADDRS, max_size=3).map(tuple), st.none() | st.binary()
)


@given(st.just(Reserve()) | CONNECTS | st.builds(Answer, NUMBERS, st.none() | RESERVATIONS, LIMITS))
def test_what_is_said_to_a_relay_comes_back(message: Message) -> None:
    assert read_message(write_message(message, HOP_DIALECT), HOP_DIALECT) == message


@given(CONNECTS | st.builds(Answer, NUMBERS, st.none(), LIMITS))
def test_what_a_relay_says_comes_back(message: Message) -> None:
    assert read_message(write_message(message, STOP_DIALECT), STOP_DIALECT) == message


def test_where_the_called_may_be_is_not_read() -> None:
    peer = write_bytes(1, PEER.peer.data) + write_bytes(2, b"\x7f")
    message = write_number(1, 1) + write_bytes(2, peer)
    assert read_message(message, HOP_DIALECT) == Connect(PEER.peer)


@pytest.mark.parametrize("dialect", [HOP_DIALECT, STOP_DIALECT])
@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff", write_number(2, 0), write_bytes(1, b"\x00"), write_bytes(2, b"")),
        *(write_number(1, 0)[:1], b"\x0b"),
    ],
)
def test_what_is_no_message_is_refused(data: bytes, dialect: Dialect) -> None:
    with pytest.raises(ProtocolViolation) as refused:
        read_message(data, dialect)
    assert not isinstance(refused.value, UnknownType)


@pytest.mark.parametrize(
    "data",
    [
        write_number(1, 1),
        write_number(1, 1) + write_bytes(2, b""),
        write_number(1, 1) + write_bytes(2, write_bytes(1, b"\x00\x01\x02")),
        write_number(1, 1) + write_bytes(2, write_bytes(1, PEER.peer.data)) + write_bytes(4, b"x"),
        write_number(1, 2),
        write_number(1, 2) + write_bytes(5, b"\x64"),
        write_number(1, 2) + write_number(5, 100) + write_bytes(3, b"\xff"),
    ],
)
def test_a_message_without_what_its_type_needs_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        read_message(data, HOP_DIALECT)


@pytest.mark.parametrize(("dialect", "kind"), [(HOP_DIALECT, 3), (STOP_DIALECT, 2)])
def test_a_type_that_is_not_known_is_told_apart(dialect: Dialect, kind: int) -> None:
    with pytest.raises(UnknownType):
        read_message(write_number(1, kind), dialect)


@given(st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    for dialect in (HOP_DIALECT, STOP_DIALECT):
        try:
            message = read_message(data, dialect)
        except ProtocolViolation:
            continue
        assert isinstance(message, Message)
