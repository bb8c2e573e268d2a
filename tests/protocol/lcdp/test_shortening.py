"""Lists cut to the room there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.endpoint import MAX_PEERS
from plong.protocol.lcdp.models import (
    ChatMessage,
    ContentList,
    Endpoint,
    MaybeTheyHaveSome,
    Message,
    Peers,
)
from plong.protocol.lcdp.shortening import shorten, with_one
from plong.protocol.lcdp.writing import write_message
from tests.protocol.lcdp.strategies import few_endpoints, node_messages

LONG, SHORT = Endpoint("203.0.113.200", 24254), Endpoint("192.0.2.1", 1)
PEERS = Peers((LONG, SHORT, SHORT))


def size(message: Message) -> int:
    return len(write_message(message))


def test_what_fits_stays_as_it_is() -> None:
    assert shorten(ChatMessage("x"), size(ChatMessage("x"))) == ChatMessage("x")
    assert shorten(PEERS, size(PEERS)) is PEERS


def test_what_has_no_entries_is_said_whole_or_not() -> None:
    assert shorten(ChatMessage("x"), size(ChatMessage("x")) - 1) is None


@pytest.mark.parametrize("kept", [(LONG, SHORT), (LONG,), (SHORT,), ()])
def test_addresses_that_fit_are_kept(kept: tuple[Endpoint, ...]) -> None:
    room = size(Peers(kept))
    assert shorten(PEERS, room) == Peers(kept)
    assert shorten(PEERS, room - 1) != Peers(kept)


def test_no_addresses_are_an_answer_but_no_help() -> None:
    assert shorten(PEERS, size(Peers(())) - 1) is None
    nobody = MaybeTheyHaveSome("a", ())
    assert shorten(MaybeTheyHaveSome("a", (LONG, SHORT)), size(nobody)) is None


def test_a_list_of_files_is_cut_between_files() -> None:
    listed = ContentList((("ü" * 20, 5), ("b", 6), ("c", 7)))
    assert shorten(listed, size(listed) - 1) == ContentList((("ü" * 20, 5), ("b", 6)))
    assert shorten(listed, size(ContentList((("b", 6),)))) == ContentList((("b", 6),))
    assert shorten(listed, size(ContentList(()))) is None


def test_the_first_address_that_fits_is_enough() -> None:
    assert with_one(PEERS, 1000) == Peers((LONG,))
    assert with_one(PEERS, size(Peers((LONG,)))) == Peers((LONG,))
    assert with_one(PEERS, size(Peers((LONG,))) - 1) == Peers((SHORT,))
    assert with_one(PEERS, size(Peers((SHORT,))) - 1) == Peers(())
    assert with_one(PEERS, size(Peers(())) - 1) is None


@given(node_messages, st.integers(min_value=-50, max_value=400))
def test_what_is_kept_fits(message: Message, room: int) -> None:
    short = shorten(message, room)
    assert short is None or size(short) <= room
    assert (short == message) == (size(message) <= room)


@given(few_endpoints(), st.integers(min_value=0, max_value=700))
def test_nothing_more_would_have_fitted(peers: tuple[Endpoint, ...], room: int) -> None:
    short = shorten(Peers(peers), room)
    if isinstance(short, Peers) and len(short.peers) < len(peers) <= MAX_PEERS:
        left = [peer for peer in peers if peer not in short.peers]
        assert all(size(Peers((*short.peers, peer))) > room for peer in left)
