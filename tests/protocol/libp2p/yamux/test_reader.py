"""Bytes, put apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.frames import (
    DATA,
    FIN,
    PING,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    write_header,
)
from plong.protocol.libp2p.yamux.reader import Piece, Reader
from tests.protocol.libp2p.yamux.wire import data, frames

FRAMES = st.one_of(
    st.builds(data, st.integers(1, 9), st.binary(max_size=40), st.integers(0, 15)),
    st.builds(write_header, st.just(WINDOW_UPDATE), st.integers(0, 15), st.just(3), st.just(9)),
    st.just(write_header(PING, SYN, 0, 5)),
)


@given(st.lists(FRAMES, max_size=12), st.lists(st.integers(1, 50), min_size=1))
def test_frames_are_the_same_however_they_are_split(written: list[bytes], sizes: list[int]) -> None:
    reader, wire, pieces = Reader(), b"".join(written), list[Piece]()
    rest = wire
    while rest:
        for size in sizes:
            pieces += reader.read(rest[:size])
            rest = rest[size:]
    assert joined(pieces) == frames(wire)


def joined(pieces: list[Piece]) -> list[tuple[int, int, int, int, bytes]]:
    found: list[tuple[int, int, int, int, bytes]] = []
    body, is_whole = b"", True
    for piece in pieces:
        assert piece.is_first is is_whole
        body, is_whole = (b"" if piece.is_first else body) + piece.body, piece.is_last
        if is_whole:
            found.append((*piece[:4], body))
    assert is_whole
    return found


def test_a_body_is_passed_on_as_it_comes() -> None:
    reader, frame = Reader(), data(1, b"body", SYN | FIN)
    begin = Piece(DATA, 5, 1, 4, b"", is_first=True, is_last=False)
    assert list(reader.read(frame[:11])) == []
    assert list(reader.read(frame[11:12])) == [begin]
    assert list(reader.read(b"")) == []
    assert list(reader.read(b"bo")) == [begin._replace(body=b"bo", is_first=False)]
    assert list(reader.read(b"dy")) == [begin._replace(body=b"dy", is_first=False, is_last=True)]


def test_nothing_of_a_body_is_kept() -> None:
    reader = Reader()
    list(reader.read(write_header(DATA, 0, 1, WINDOW)))
    for _ in range(4):
        list(reader.read(bytes(WINDOW // 4)))
        assert reader._rest == b""
    list(reader.read(bytes(11)))
    assert len(reader._rest) == 11


def test_what_stands_before_nonsense_is_read() -> None:
    pieces = Reader().read(data(1, b"body") + b"\xff" * 12)
    assert next(pieces).body == b"body"
    with pytest.raises(ProtocolViolation):
        next(pieces)
