"""What strangers can have us send: never more than 2.5 times what they sent, headers counted."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plong.protocol.lcdp.budget import HEADERS, Budget, allowance, trim
from plong.protocol.lcdp.cookies import Cookies, cookie_of
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    Endpoint,
    MaybeTheyHaveSome,
    Message,
    Peers,
    PleaseAlwaysReturn,
    ReturnedMessage,
)
from plong.protocol.lcdp.packing import MAX_DATAGRAM
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.strategies import datagrams, node_messages

HERE = Endpoint("127.0.0.1", 24254)
COOKIE = PleaseAlwaysReturn(Cookies(bytes(32), 0.0).own(HERE))
PEERS = Peers((HERE,) * 20)
ECHO, RETURNED = AlwaysReturned(cookie_of("25d97539")), ReturnedMessage(cookie_of("1.5"))
CHAT = ChatMessage("x" * 20)


def is_within(sizes: Sequence[int], received: int) -> bool:
    """Tell whether answers of so many bytes keep to the bound, said in another way."""
    return sum(size + 28 for size in sizes) <= Fraction(5, 2) * (received + 28)


@pytest.mark.parametrize(
    ("received", "allowed"), [(24, 102), (18, 87), (57, 184), (2, 47), (0, 42), (65507, 163809)]
)
def test_what_may_be_said_to_so_many_bytes(received: int, allowed: int) -> None:
    assert allowance(received) == allowed


def test_the_shortest_question_gets_cookie_and_address() -> None:
    question = b'[{"PleaseSendPeers":{}}]'
    said = trim([PEERS, COOKIE], len(question), verified=False)
    assert said == (COOKIE, Peers((HERE,)))
    assert len(write(said)) == 101


def test_an_address_that_does_not_fit_leaves_none() -> None:
    far = Endpoint("203.0.113.200", 24254)
    assert trim([Peers((far,)), COOKIE], 24, verified=False) == (COOKIE, Peers(()))
    assert trim([Peers((far, HERE)), COOKIE], 24, verified=False) == (COOKIE, Peers((HERE,)))


FIRST = (COOKIE, ECHO, RETURNED)


@pytest.mark.parametrize(
    "said",
    [
        (COOKIE,),
        (COOKIE, ECHO),
        (COOKIE, ECHO, RETURNED),
        (*FIRST, Peers(())),
        (*FIRST, Peers((HERE,))),
        (*FIRST, Peers((HERE, HERE))),
        (*FIRST, Peers((HERE,)), CHAT),
        (*FIRST, Peers((HERE, HERE)), CHAT),
        (*FIRST, PEERS, CHAT),
    ],
)
def test_what_matters_most_is_said_first(said: tuple[Message, ...]) -> None:
    answer: list[Message] = [CHAT, PEERS, RETURNED, ECHO, COOKIE]
    least = next(n for n in range(1000) if allowance(n) >= len(write(said)))
    assert trim(answer, least, verified=False) == said
    assert trim(answer, least - 1, verified=False) != said


def test_without_its_cookie_nothing_is_said() -> None:
    assert trim([Peers(()), COOKIE], 7, verified=False) == ()
    assert trim([Peers(())], 7, verified=False) == (Peers(()),)


def test_who_has_proved_its_source_is_told_everything() -> None:
    answer = (CHAT, PEERS, COOKIE)
    assert trim(answer, 2, verified=True) == answer
    budget = Budget(2, verified=True)
    assert budget.answer(answer) == write(answer)
    assert budget.take(10**6)
    assert budget.answer([]) is None


def test_no_datagram_is_longer_than_a_path_bears() -> None:
    answer = [ChatMessage(str(number) * 100) for number in range(20)]
    datagram = Budget(10_000, verified=False).answer(answer)
    assert datagram is not None
    assert MAX_DATAGRAM - 130 < len(datagram) <= MAX_DATAGRAM


def test_two_lists_of_addresses_share_the_room() -> None:
    said = trim([PEERS, PEERS], 150, verified=False)
    assert len(said) == 2
    assert is_within([len(write(said))], 150)


def test_every_datagram_is_counted() -> None:
    budget = Budget(24, verified=False)
    assert budget.take(40)
    assert not budget.take(35)
    assert budget.take(34)
    assert not budget.take(0)
    assert budget.answer([Peers(())]) is None


def test_answers_share_what_there_is() -> None:
    budget = Budget(100, verified=False)
    first, second = budget.answer([COOKIE, RETURNED]), budget.answer([PEERS])
    assert first is not None
    assert second is not None
    assert is_within([len(first), len(second)], 100)
    assert budget.trim([PEERS]) == ()


@given(st.integers(min_value=0, max_value=65507))
def test_the_allowance_is_all_that_the_bound_leaves(received: int) -> None:
    assert is_within([allowance(received)], received)
    assert not is_within([allowance(received) + 1], received)
    assert allowance(received) <= Fraction(5, 2) * (received + HEADERS) - HEADERS


@given(
    st.integers(min_value=0, max_value=2000),
    st.lists(st.lists(node_messages, max_size=6), max_size=4),
)
def test_all_answers_together_keep_to_the_bound(
    received: int, answers: list[list[Message]]
) -> None:
    budget = Budget(received, verified=False)
    said = [datagram for answer in answers if (datagram := budget.answer(answer))]
    assert is_within([*map(len, said)], received)
    assert all(read_datagram(datagram) is not None for datagram in said)


@given(datagrams, st.lists(node_messages, max_size=6))
@example(b"", [])
def test_whatever_comes_the_answer_keeps_to_the_bound(data: bytes, answer: list[Message]) -> None:
    heard = read_datagram(data) or ()
    said = trim([*answer, *heard], len(data), verified=False)
    assert not said or is_within([len(write(said))], len(data))


@given(st.integers(min_value=8, max_value=400), st.lists(node_messages, max_size=6))
def test_our_cookie_is_never_left_out(received: int, answer: list[Message]) -> None:
    others = [one for one in answer if not isinstance(one, PleaseAlwaysReturn)]
    assert trim([*others, COOKIE], received, verified=False)[0] == COOKIE


@given(st.integers(min_value=0, max_value=400), st.lists(node_messages, max_size=6))
def test_trimming_shortens_and_invents_nothing(received: int, answer: list[Message]) -> None:
    for said in trim(answer, received, verified=False):
        if isinstance(said, Peers | MaybeTheyHaveSome):
            wholes = [one for one in answer if type(one) is type(said)]
            assert any(set(said.peers) <= set(whole.peers) for whole in wholes)
        else:
            assert any(type(one) is type(said) for one in answer)


def test_a_thousand_answers_cost_no_more_than_their_bytes() -> None:
    datagram = Budget(65507, verified=False).answer([PEERS, *[CHAT] * 1000])
    assert datagram is not None
    assert len(datagram) <= MAX_DATAGRAM
