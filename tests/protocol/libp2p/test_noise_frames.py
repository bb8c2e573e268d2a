"""Lengths before messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.noise_frames import (
    MAX_HANDSHAKE,
    MAX_MESSAGE,
    MAX_TEXT,
    end_of_frame,
    take_handshake_frame,
    write_frame,
)


@given(st.binary(max_size=600), st.binary(max_size=20))
def test_what_is_written_is_taken(message: bytes, rest: bytes) -> None:
    assert take_handshake_frame(write_frame(message) + rest) == (message, rest)


@given(st.binary(max_size=600))
def test_less_is_waited_with(message: bytes) -> None:
    frame = write_frame(message)
    assert all(take_handshake_frame(frame[:end]) is None for end in range(len(frame)))


def test_a_handshake_is_bounded() -> None:
    longest = bytes(MAX_HANDSHAKE)
    assert take_handshake_frame(write_frame(longest)) == (longest, b"")
    with pytest.raises(ProtocolViolation, match="has 8193 bytes"):
        take_handshake_frame(write_frame(longest + b"x")[:2])


def test_frames_end_where_their_lengths_say() -> None:
    assert end_of_frame(b"", 0) == 2
    assert end_of_frame(b"..\x01", 2) == 4
    assert end_of_frame(b"..\x01\x02", 2) == 4 + 258
    assert MAX_TEXT + 16 == MAX_MESSAGE == 0xFFFF
