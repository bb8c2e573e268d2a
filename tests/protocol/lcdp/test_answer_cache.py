"""What is answered from memory is to the byte what would be answered anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plong.protocol.lcdp.answer_cache import PeersAnswers, StrangersAnswers
from plong.protocol.lcdp.cookies import SECRET_TTL, Cookies, cookie_of
from plong.protocol.lcdp.events import Datagram, Step
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    Cookie,
    Endpoint,
    Message,
    PleaseAlwaysReturn,
    PleaseListSupportedMessages,
    PleaseReturnThisMessage,
    PleaseSendPeers,
)
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.recent import CAPACITY, OwnCookies
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.talk import ALICE, BOB, QUESTION, THEIRS, adopt, proof
from tests.support.swarm import START, make_node

FAR = Endpoint("2001:db8::1", 24254)
ASKED = (PleaseSendPeers(),)


def cookies() -> OwnCookies:
    return OwnCookies(Cookies(bytes(32), 0.0))


def answer_to(own: OwnCookies, source: Endpoint) -> bytes:
    return write([own.ask(source)])


def test_another_stranger_is_answered_with_his_own_cookie() -> None:
    own = cookies()
    answers = StrangersAnswers(own)
    answers.keep(ALICE, b"question", ASKED, answer_to(own, ALICE))
    assert answers.find(ALICE, b"question") == answer_to(own, ALICE)
    assert answers.find(BOB, b"question") == answer_to(own, BOB)
    assert answers.find(BOB, b"another") is None


def test_who_wants_another_cookie_returned_gets_just_that() -> None:
    node = make_node(1)
    leads: list[list[Message]] = [[], [proof(node)]]
    for lead in leads:
        pings = [PleaseReturnThisMessage(cookie_of(text)) for text in ("ab", "cd")]
        questions = [write([*lead, ping]) for ping in pings]
        first, second = (node.receive(one, ALICE, START).datagrams[0] for one in questions)
        assert second.data == first.data.replace(b'"ab"', b'"cd"') != first.data


def test_what_is_said_over_ipv4_is_not_said_over_ipv6() -> None:
    own = cookies()
    answers = StrangersAnswers(own)
    answers.keep(FAR, b"question", ASKED, answer_to(own, FAR))
    assert answers.find(FAR, b"question") == answer_to(own, FAR)
    assert answers.find(ALICE, b"question") is None


def test_a_peer_that_asks_as_a_stranger_is_not_named_to_itself() -> None:
    node = make_node(1)
    adopt(node)
    question = QUESTION + b" " * 40
    for source, is_named in ((BOB, True), (ALICE, False), (BOB, True), (ALICE, False)):
        (answer,) = node.receive(question, source, START).datagrams
        assert (str(ALICE).encode() in answer.data) == is_named


@pytest.mark.parametrize(
    "message", [PleaseAlwaysReturn(THEIRS), AlwaysReturned(THEIRS), ChatMessage("hi")]
)
def test_what_has_an_effect_is_not_remembered(message: Message) -> None:
    own = cookies()
    strangers, peers = StrangersAnswers(own), PeersAnswers()
    strangers.keep(ALICE, b"question", (*ASKED, message), answer_to(own, ALICE))
    assert strangers.find(ALICE, b"question") is None
    peers.keep(ALICE, b"question", (*ASKED, message), None, b"answer")
    is_proof = isinstance(message, AlwaysReturned)
    assert (peers.find(ALICE, b"question", None) is not None) == is_proof


def test_what_is_long_is_not_remembered_and_what_is_cleared_is_forgotten() -> None:
    own = cookies()
    strangers, peers = StrangersAnswers(own), PeersAnswers()
    for data in (b"q" * 300, b"q"):
        strangers.keep(ALICE, data, ASKED, answer_to(own, ALICE))
        peers.keep(ALICE, data, ASKED, None, b"answer")
    assert strangers.find(ALICE, b"q" * 300) is None
    assert peers.find(ALICE, b"q" * 300, None) is None
    strangers.clear()
    peers.clear()
    assert strangers.find(ALICE, b"q") is None
    assert peers.find(ALICE, b"q", None) is None


def test_only_so_much_is_remembered() -> None:
    own = cookies()
    strangers, peers = StrangersAnswers(own), PeersAnswers()
    for number in range(CAPACITY + 1):
        strangers.keep(ALICE, b"%d" % number, ASKED, answer_to(own, ALICE))
        peers.keep(ALICE, b"%d" % number, ASKED, None, b"answer")
    assert strangers.find(ALICE, b"0") is None
    assert peers.find(ALICE, b"0", None) is None
    assert strangers.find(ALICE, b"%d" % CAPACITY) is not None
    assert peers.find(ALICE, b"%d" % CAPACITY, None) is not None


def test_a_peer_that_wants_another_cookie_gets_it_at_once() -> None:
    node = make_node(1)
    own = adopt(node)
    question = write([own, PleaseSendPeers()])
    first = node.receive(question, ALICE, START)
    node.receive(write([own, PleaseAlwaysReturn(cookie_of("another"))]), ALICE, START)
    second = node.receive(question, ALICE, START)
    assert b"another" in second.datagrams[0].data
    assert b"another" not in first.datagrams[0].data


def test_a_peer_hears_of_another_at_once() -> None:
    node = make_node(1)
    question = write([proof(node), PleaseSendPeers()])
    first = [node.receive(question, ALICE, START) for _ in range(2)][1]
    adopt(node, BOB)
    second = node.receive(question, ALICE, START)
    assert str(BOB).encode() not in first.datagrams[0].data
    assert str(BOB).encode() in second.datagrams[0].data


def test_a_cookie_that_is_too_old_is_not_good_from_memory_either() -> None:
    node = make_node(1)
    question = write([proof(node), PleaseSendPeers()])
    assert len(node.receive(question, ALICE, START).events) == 1
    for number in (1, 2):
        node.receive(question, ALICE, START + number * SECRET_TTL - 1)
        node.tick(START + number * SECRET_TTL)
    (answer,) = node.receive(question, ALICE, START + 2 * SECRET_TTL).datagrams
    assert b"PleaseAlwaysReturnThisMessage" in answer.data


def test_a_peer_that_was_forgotten_is_adopted_again() -> None:
    node = make_node(1)
    question = write([proof(node), PleaseSendPeers()])
    assert len(node.receive(question, ALICE, START).events) == 1
    assert node.receive(question, ALICE, START).events == []
    node.peers.forget(ALICE)
    assert len(node.receive(question, ALICE, START).events) == 1


def test_who_asks_the_same_again_is_noted_as_heard() -> None:
    node = make_node(1)
    question = write([proof(node), PleaseSendPeers()])
    for seconds in (0, 1, 100):
        node.receive(question, ALICE, START + seconds)
        peer = node.peers.find(ALICE)
        assert peer is not None
        assert peer.heard_at == START + seconds


def test_what_the_owner_does_to_a_step_changes_no_other() -> None:
    node = make_node(1)
    question = write([proof(node), PleaseSendPeers()])
    for _ in range(3):
        step = node.receive(question, ALICE, START)
        assert len(step.datagrams) == 1
        step.datagrams.clear()


class Forgetful(LcdpNode):
    """Works everything out anew."""

    def receive(self, data: bytes, source: Endpoint, now: float) -> Step:
        """Take in a datagram."""
        self._receiver.forget_answers()
        return super().receive(data, source, now)


SOURCES = [ALICE, BOB, FAR, *(Endpoint(f"192.0.2.{number}", 24254) for number in range(30, 55))]
ECHOES = ["abc", "def", "1", "cookie", "Returned", "x" * 64, "x" * 65, 'a"', "é"]
PINGS: list[list[Message]] = [
    [PleaseReturnThisMessage(cookie_of(text)), PleaseSendPeers()] for text in ECHOES
]
PONG = '{"ReturnedMessage":{"cookie":"abc"}}'
QUESTIONS: list[list[Message]] = [
    [PleaseSendPeers()],
    [PleaseSendPeers(), PleaseReturnThisMessage(cookie_of("1.5"))],
    [PleaseReturnThisMessage(Cookie(f'"{BOB}"', str(BOB)))],
    [PleaseListSupportedMessages()],
    [PleaseSendPeers(), PleaseAlwaysReturn(THEIRS)],
    [PleaseSendPeers(), ChatMessage("/ping")],
    [PleaseReturnThisMessage(cookie_of("abc")), PleaseReturnThisMessage(cookie_of("def"))],
    [PleaseAlwaysReturn(Cookie(f"[{PONG}]", None)), PleaseReturnThisMessage(cookie_of("abc"))],
]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SOURCES),
            st.sampled_from(QUESTIONS + PINGS),
            st.booleans(),
            st.sampled_from([0.0, 0.0, 0.3, 2.0, 30.0, 4000.0]),
        ),
        max_size=40,
    )
)
def test_a_node_that_remembers_says_what_one_says_that_does_not(
    steps: list[tuple[Endpoint, list[Message], bool, float]],
) -> None:
    node, other, now = make_node(1), make_node(1, kind=Forgetful), START
    own = {source: proof(node, source) for source in SOURCES}
    assert own == {source: proof(other, source) for source in SOURCES}
    for source, messages, is_verified, pause in steps:
        now += pause
        data = write([own[source], *messages] if is_verified else messages)
        step = node.receive(data, source, now)
        assert step == other.receive(data, source, now)
        assert step.datagrams == [Datagram(source, one.data) for one in step.datagrams]
        assert node.tick(now) == other.tick(now)
    assert node.peers.rows() == other.peers.rows()
