"""Which bytes answer who asks, and that each answer fits its datagram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.budget import Budget, allowance
from plong.protocol.lcdp.content.serving import (
    LISTED_AT_ONCE,
    MAX_LISTED,
    Piece,
    elsewhere,
    listing,
    piece_of,
)
from plong.protocol.lcdp.content.sizes import MAX_SIZE
from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Content,
    Endpoint,
    MaybeTheyHaveSome,
    PleaseAlwaysReturn,
    PleaseSendContent,
)
from plong.protocol.lcdp.packing import MAX_CONTENT_DATAGRAM, PIECE_BYTES, split
from plong.protocol.lcdp.writing import write

ID = "0123456789abcdef" * 4
COOKIE = PleaseAlwaysReturn(cookie_of("x" * 12))
ECHO = AlwaysReturned(cookie_of("y" * 100))
ASKER, FAR = Endpoint("192.0.2.1", 1), Endpoint("2001:db8::1", 1)


@pytest.mark.parametrize(
    ("offset", "length", "read"),
    [
        (0, 4096, 4096),
        (0, 40960, 4096),
        (4096, 4096, 4096),
        (8192, 4096, 8),
        (8199, 4096, 1),
        (8200, 4096, 0),
        (2**63 - 1, 4096, 0),
        (0, 0, 0),
        (5, 1, 1),
    ],
)
def test_what_is_read(offset: int, length: int, read: int) -> None:
    piece = piece_of(PleaseSendContent(ID, length, offset), 8200)
    assert piece == Piece(ID, offset, read, 8200)
    assert piece.content(b"x") == Content(ID, offset, b"x", 8200)


def test_the_largest_piece_is_alone_in_one_datagram_with_the_largest_cookie() -> None:
    asked = PleaseSendContent(ID, PIECE_BYTES, MAX_SIZE - PIECE_BYTES)
    piece = piece_of(asked, MAX_SIZE, Budget(0, verified=True).room([ECHO]))
    assert piece is not None
    assert piece.length == PIECE_BYTES
    datagrams = split([piece.content(bytes(piece.length))], [ECHO])
    assert [len(datagram) <= MAX_CONTENT_DATAGRAM for datagram in datagrams] == [True]


def test_a_stranger_gets_a_little_beside_the_cookie() -> None:
    asked = PleaseSendContent(ID, PIECE_BYTES, 0)
    received = len(write([asked]))
    budget = Budget(received, verified=False)
    piece = piece_of(asked, 10_000, budget.room([COOKIE]))
    assert piece is not None
    assert 32 <= piece.length < 200
    answer = write([COOKIE, piece.content(bytes(piece.length))])
    assert budget.answer([COOKIE, piece.content(bytes(piece.length))]) == answer
    assert allowance(received) - len(answer) < 4


@given(
    st.integers(0, 70_000), st.integers(0, 70_000), st.integers(0, 70_000), st.integers(-9, 6000)
)
def test_no_answer_is_longer_than_its_room(size: int, offset: int, length: int, room: int) -> None:
    piece = piece_of(PleaseSendContent(ID, length, offset), size, room)
    if piece is not None:
        assert piece.offset + piece.length <= max(size, offset)
        assert len(write([piece.content(bytes(piece.length))])) - 2 <= room
        assert piece.length or not length or offset >= size


def test_who_else_has_it() -> None:
    asked = PleaseSendContent(ID, 1, 0)
    other = Endpoint("192.0.2.2", 1)
    assert elsewhere(asked, [ASKER, FAR, other], ASKER) == MaybeTheyHaveSome(ID, (other,))
    assert elsewhere(asked, [other], FAR) == MaybeTheyHaveSome(ID, (other,))
    assert elsewhere(asked, [ASKER, FAR], ASKER) is None


def test_files_are_listed_by_hash_only() -> None:
    files = [("notes.txt", 1), (ID, 5), (f"blake3/{ID}", 2), (ID.upper(), 3)]
    assert [one.results for one in listing(files)] == [((ID, 5),)]
    assert listing([("notes.txt", 1)]) == ()


def test_a_long_list_is_in_messages_that_fit_a_datagram() -> None:
    listed = listing((f"{number:064x}", MAX_SIZE) for number in range(100))
    assert sum(len(one.results) for one in listed) == MAX_LISTED
    assert len(split(listed, [ECHO])) == len(listed) == MAX_LISTED // LISTED_AT_ONCE
