"""Frames as the server writes them, read by an independent parser; close frames that it reads."""

from collections.abc import Generator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from websockets.exceptions import ProtocolError
from websockets.frames import Close, Frame, Opcode
from websockets.streams import StreamReader

from plong.protocol.closes import PROTOCOL_ERROR
from plong.protocol.frames import join_frames, read_close
from plong.protocol.messages import BINARY, PING, PONG, TEXT

Message = tuple[int, bytes, object]

messages = st.tuples(st.sampled_from([TEXT, BINARY]), st.binary(), st.none())
control_frames = st.tuples(st.sampled_from([PING, PONG]), st.binary(max_size=125), st.none())


def parse_frames(data: bytes) -> list[Frame]:
    """Parse frames as a client that is not ours does."""
    reader = StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    frames = []
    while reader.buffer:
        frames.append(finish(Frame.parse(reader.read_exact, mask=False)))
    return frames


def finish(parsing: Generator[None, None, Frame]) -> Frame:
    """Run a parser that has all its bytes."""
    try:
        next(parsing)
    except StopIteration as done:
        frame: Frame = done.value
        return frame
    raise AssertionError("the frame is not whole")


@given(st.lists(messages | control_frames))
@example([(BINARY, bytes(125), None), (BINARY, bytes(126), None), (TEXT, b"after", None)])
@example([(TEXT, b"x" * 65535, None), (BINARY, b"x" * 65536, None), (TEXT, b"", None)])
@example([(BINARY, bytes(2**20), None)])
def test_what_is_joined_is_read_back(items: list[Message]) -> None:
    expected = [Frame(Opcode(kind), payload, fin=True) for kind, payload, _ in items]
    assert parse_frames(join_frames(items)) == expected


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x82\x00"),
        (125, b"\x82\x7d"),
        (126, b"\x82\x7e\x00\x7e"),
        (65535, b"\x82\x7e\xff\xff"),
        (65536, b"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_length_is_written_in_as_few_bytes_as_possible(size: int, head: bytes) -> None:
    # RFC 6455 section 5.2: "the minimal number of bytes MUST be used to encode the length".
    assert join_frames([(BINARY, bytes(size), None)]) == head + bytes(size)


def test_nothing_makes_no_frame() -> None:
    assert join_frames(iter(())) == b""


CLOSES = [
    ("nothing", b"", None),
    ("a code", b"\x03\xe8", 1000),
    ("a code and a reason", b"\x03\xe9Bye", 1001),
    ("a code of ours", b"\x0f\xa8", 4008),
    ("a reason in UTF-8", b"\x03\xe8\xe2\x82\xac", 1000),
    ("half a code", b"\x03", PROTOCOL_ERROR),
    ("a reason that is not UTF-8", b"\x03\xe8\xff", PROTOCOL_ERROR),
    ("a reason cut in mid-character", b"\x03\xe8\xe2\x82", PROTOCOL_ERROR),
    ("a surrogate for a reason", b"\x03\xe8\xed\xa0\x80", PROTOCOL_ERROR),
    ("the code of no code", b"\x03\xed", PROTOCOL_ERROR),
]


@pytest.mark.parametrize(
    ("payload", "code"), [row[1:] for row in CLOSES], ids=[row[0] for row in CLOSES]
)
def test_a_close_is_answered_with(payload: bytes, code: int | None) -> None:
    assert read_close(payload) == code


def reference_close(payload: bytes) -> int:
    """Return the code to answer with, as a server that is not ours decides."""
    try:
        close = Close.parse(payload)
        close.check()
    except (ProtocolError, UnicodeDecodeError):
        return PROTOCOL_ERROR
    return close.code


def test_every_code_is_answered_as_an_independent_server_does() -> None:
    codes = [code.to_bytes(2) for code in range(1 << 16)]
    assert [read_close(code) for code in codes] == [reference_close(code) for code in codes]


@given(st.binary(min_size=1, max_size=125) | st.binary().map(lambda reason: b"\x03\xe8" + reason))
def test_every_close_is_answered_as_an_independent_server_does(payload: bytes) -> None:
    assert read_close(payload) == reference_close(payload)
