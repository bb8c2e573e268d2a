"""Several messages, in datagrams that every path bears."""

from collections.abc import Sequence
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.cookies import MAX_ECHO, cookie_of
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    Content,
    ContentList,
    Message,
    Peers,
    PleaseSendPeers,
)
from plong.protocol.lcdp.packing import (
    MAX_CONTENT_DATAGRAM,
    MAX_DATAGRAM,
    PIECE_BYTES,
    split,
)
from tests.protocol.lcdp.strategies import node_messages

LEAD = AlwaysReturned(cookie_of("x" * (MAX_ECHO - len('{"cookie":""}'))))
PIECE = Content("ab" * 32, 2**62, bytes(PIECE_BYTES), 2**62 + 1)
CHAT, LONG_CHAT = ChatMessage("x"), ChatMessage("x" * 700)


def said(datagrams: Sequence[bytes]) -> list[tuple[Message, ...] | None]:
    return [read_datagram(datagram) for datagram in datagrams]


def test_what_fits_one_datagram_is_one() -> None:
    assert said(split([CHAT, PleaseSendPeers()])) == [(CHAT, PleaseSendPeers())]


def test_nothing_to_say_is_no_datagram() -> None:
    assert split([]) == []
    assert split([], [LEAD]) == []


def test_every_datagram_begins_alike() -> None:
    assert said(split([LONG_CHAT, LONG_CHAT], [LEAD])) == [(LEAD, LONG_CHAT), (LEAD, LONG_CHAT)]


def test_a_datagram_is_filled_to_the_last_byte() -> None:
    fill = ChatMessage("x" * (MAX_DATAGRAM - len(split([ChatMessage(""), CHAT])[0])))
    assert [len(datagram) for datagram in split([fill, CHAT])] == [MAX_DATAGRAM]
    assert len(split([ChatMessage(fill.message + "x"), CHAT])) == 2


def test_what_begins_each_datagram_takes_its_room() -> None:
    fill = ChatMessage("x" * (MAX_DATAGRAM - len(split([ChatMessage("")], [LEAD])[0])))
    assert [len(datagram) for datagram in split([fill], [LEAD])] == [MAX_DATAGRAM]
    assert split([ChatMessage(fill.message + "x")], [LEAD]) == []


def test_a_piece_of_a_file_is_alone_with_the_cookie() -> None:
    datagrams = split([CHAT, PIECE, CHAT, CHAT], [LEAD])
    assert said(datagrams) == [(LEAD, CHAT), (LEAD, PIECE), (LEAD, CHAT, CHAT)]
    assert max(map(len, datagrams)) <= MAX_CONTENT_DATAGRAM


def test_what_fits_no_datagram_is_left_out() -> None:
    huge = ChatMessage("x" * MAX_DATAGRAM)
    assert said(split([CHAT, huge, CHAT])) == [(CHAT, CHAT)]
    assert said(split([huge], limit=2 * MAX_DATAGRAM)) == [(huge,)]
    assert split([Content("a", 0, bytes(MAX_CONTENT_DATAGRAM))]) == []


def test_a_long_list_is_shortened() -> None:
    listed = ContentList(tuple((f"{number:064x}", number) for number in range(99)))
    (messages,) = said(split([listed]))
    assert messages == (ContentList(listed.results[:16]),)


@given(st.lists(node_messages, max_size=12), st.integers(min_value=200, max_value=MAX_DATAGRAM))
def test_datagrams_are_short_and_say_everything(messages: list[Message], limit: int) -> None:
    datagrams = split(messages, [LEAD], limit)
    read = said(datagrams)
    for datagram, heard in zip(datagrams, read, strict=True):
        assert heard is not None
        assert heard[0] == LEAD
        has_piece = any(isinstance(message, Content) for message in heard)
        assert len(datagram) <= (MAX_CONTENT_DATAGRAM if has_piece else limit)
        assert not has_piece or len(heard) == 2
    heard_kinds = [type(one) for one in chain.from_iterable(heard[1:] for heard in read if heard)]
    kinds = iter(type(message) for message in messages)
    assert all(kind in kinds for kind in heard_kinds)  # in their order


@given(st.lists(node_messages, max_size=8))
def test_what_fits_is_not_lost(messages: list[Message]) -> None:
    heard = [one for read in said(split(messages)) if read for one in read]
    small = [message for message in messages if len(split([message])) == 1]
    assert [type(one) for one in heard] == [type(message) for message in small]
    assert all(one in heard for one in small if not isinstance(one, ContentList | Peers))
