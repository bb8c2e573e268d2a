"""Agreeing on what to speak, with every cut of every line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.multistream import (
    MAX_LINE,
    MAX_PROPOSALS,
    Agreed,
    Declined,
    MultistreamDialer,
    MultistreamListener,
)
from tests.protocol.libp2p.pieces import bytewise, cut

PING = "/ipfs/ping/1.0.0"
ID = "/ipfs/id/1.0.0"
GREETING = b"\x13/multistream/1.0.0\n"
NA = b"\x03na\n"
ASK_PING = b"\x11/ipfs/ping/1.0.0\n"
ASK_ID = b"\x0f/ipfs/id/1.0.0\n"


def listener(*protocols: str) -> MultistreamListener:
    return MultistreamListener(protocols or (PING, ID))


def agree(dialer: MultistreamDialer, other: MultistreamListener) -> Agreed | Declined | None:
    """Let both talk until one knows the outcome, the listener last."""
    while question := dialer.data_to_send():
        other.receive(question)
        if (outcome := dialer.receive(other.data_to_send())) is not None:
            return outcome
    return None


def test_the_lines_are_those_of_the_specification() -> None:
    asked = MultistreamDialer([PING])
    assert asked.data_to_send() == GREETING + ASK_PING
    there = listener()
    assert there.receive(GREETING + ASK_PING) == Agreed(PING, b"")
    assert there.data_to_send() == GREETING + ASK_PING
    assert asked.receive(GREETING + ASK_PING) == Agreed(PING, b"")
    assert (asked.data_to_send(), there.data_to_send()) == (b"", b"")


def test_the_next_is_proposed_where_the_first_is_not_spoken() -> None:
    dialer = MultistreamDialer([PING, ID])
    assert dialer.data_to_send() == GREETING + ASK_PING
    assert dialer.receive(GREETING + NA) is None
    assert dialer.data_to_send() == ASK_ID
    assert dialer.receive(ASK_ID + b"x") == Agreed(ID, b"x")


def test_nothing_is_agreed_on_where_nothing_is_spoken() -> None:
    assert agree(MultistreamDialer([PING, "/a"]), listener(ID)) == Declined()
    assert agree(MultistreamDialer(["/a", ID]), listener(ID)) == Agreed(ID, b"")


@pytest.mark.parametrize(
    "said", [GREETING + ASK_PING + b"1234", GREETING + NA + ASK_PING + b"1234"]
)
def test_a_listener_goes_on_where_the_protocol_begins(said: bytes) -> None:
    greeting = said.replace(NA, b"\x03/a\n")
    whole, bytes_by_byte = listener(), listener()
    assert whole.receive(greeting) == Agreed(PING, b"1234")
    outcomes = [bytes_by_byte.receive(piece) for piece in bytewise(greeting[:-4])]
    assert (outcomes[-1], {*outcomes[:-1]}) == (Agreed(PING, b""), {None})
    assert whole.data_to_send() == bytes_by_byte.data_to_send() == said[:-4]


@given(st.data())
def test_a_listener_takes_any_pieces(data: st.DataObject) -> None:
    there, agreed, rest = listener(), None, b""
    for piece in cut(GREETING + ASK_ID + b"and what follows", data):
        if agreed is None:
            agreed = there.receive(piece)
            rest = agreed.rest if agreed else b""
        else:
            rest += piece
    assert agreed is not None
    assert (agreed.protocol, rest) == (ID, b"and what follows")


@given(st.data())
def test_a_dialer_takes_any_pieces(data: st.DataObject) -> None:
    dialer, outcome, rest = MultistreamDialer([PING, ID]), None, b""
    for piece in cut(GREETING + NA + ASK_ID + b"and what follows", data):
        if outcome is None:
            outcome = dialer.receive(piece)
            rest = outcome.rest if isinstance(outcome, Agreed) else b""
        else:
            rest += piece
    assert isinstance(outcome, Agreed)
    assert (outcome.protocol, rest) == (ID, b"and what follows")
    assert dialer.data_to_send() == GREETING + ASK_PING + ASK_ID


def test_what_is_spoken_is_listed() -> None:
    there = listener()
    assert there.receive(GREETING + b"\x03ls\n") is None
    inner = ASK_PING + ASK_ID + b"\n"
    assert there.data_to_send() == GREETING + bytes([len(inner)]) + inner
    assert there.receive(ASK_ID) == Agreed(ID, b"")


WRONG = [
    ASK_PING,  # no greeting
    b"\x13/multistream/1.0.1\n",
    b"\x12/multistream/1.0.0",
    GREETING + b"\x10/ipfs/ping/1.0.0",  # no newline
    GREETING + b"\x03\xff\xfe\n",
    GREETING + b"\x00",
    b"\x00",
    GREETING + b"\x81\x08",  # 1025 bytes
    GREETING + b"\xff" * 9,
    b"GET / HTTP/1.1\r\n\r\n" * 10,
]


@pytest.mark.parametrize("said", WRONG)
def test_both_sides_refuse_what_is_wrong(said: bytes) -> None:
    for side in (listener(), MultistreamDialer([PING])):
        with pytest.raises(ProtocolViolation):
            side.receive(said)


@pytest.mark.parametrize("said", [ASK_ID, GREETING, b"\x01\n", b"\x04 na\n", b"\x03NA\n"])
def test_a_dialer_refuses_what_is_no_answer(said: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        MultistreamDialer([PING, ID]).receive(GREETING + said)


@pytest.mark.parametrize("said", [GREETING, b"\x01\n", NA, ASK_PING, b"\x10/ipfs/id/1.0.0 \n"])
def test_a_listener_says_that_it_does_not_speak_it(said: bytes) -> None:
    there = listener(ID)
    assert there.receive(GREETING + said) is None
    assert there.data_to_send() == GREETING + NA


def test_lines_are_bounded() -> None:
    longest = b"\x80\x08" + b"x" * (MAX_LINE - 1) + b"\n"
    there = listener()
    assert there.receive(GREETING + longest) is None
    assert there.receive(longest * (MAX_PROPOSALS - 1)) is None
    assert len(there.data_to_send()) == len(GREETING) + MAX_PROPOSALS * len(NA)
    with pytest.raises(ProtocolViolation):
        there.receive(longest)


@given(st.binary(max_size=40) | st.binary(max_size=20).map(GREETING.__add__))
def test_whatever_comes_is_taken_or_refused(said: bytes) -> None:
    for side in (listener(), MultistreamDialer([PING])):
        try:
            outcome = side.receive(said)
        except ProtocolViolation:
            continue
        assert outcome in {None, Agreed(PING, b""), Declined()}


@given(
    st.lists(st.sampled_from([PING, ID, "/a", "/b"]), min_size=1, unique=True),
    st.sets(st.sampled_from([PING, ID, "/a", "/c"])),
)
def test_the_best_that_both_speak_is_agreed_on(proposed: list[str], spoken: set[str]) -> None:
    outcome = agree(MultistreamDialer(proposed), MultistreamListener(spoken))
    best = next((protocol for protocol in proposed if protocol in spoken), None)
    assert outcome == (Agreed(best, b"") if best else Declined())
