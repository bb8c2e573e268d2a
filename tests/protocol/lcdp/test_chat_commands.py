"""Two lines are answered by the program, to who has proved his address."""

import pytest

from plong.protocol.lcdp.effort import OF_NETWORK
from plong.protocol.lcdp.events import Datagram, Heard
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import AlwaysReturned, ChatMessage, Endpoint, Message, MyPublicKey
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.talk import (
    ALICE,
    BOB,
    FRIEND,
    THEIRS,
    adopt,
    encrypted,
    introduce,
    opened,
    proof,
    said,
)
from tests.support.swarm import START, Swarm, make_crypto, make_node

PING, PONG = ChatMessage("/ping"), ChatMessage("PONG")
ASK_VERSION, VERSION = ChatMessage("/version"), ChatMessage("VERSION Plong 1.2.3")


def answers(node: LcdpNode, messages: list[Message], source: Endpoint = ALICE) -> list[Datagram]:
    return node.receive(write(messages), source, START).datagrams


@pytest.mark.parametrize(("line", "answer"), [(PING, PONG), (ASK_VERSION, VERSION)])
def test_a_line_is_answered_with_the_cookie(line: ChatMessage, answer: ChatMessage) -> None:
    node = make_node(1)
    own = adopt(node)
    assert said(node, [own, line], ALICE) == [AlwaysReturned(THEIRS), answer]


def test_strangers_are_not_answered() -> None:
    node = make_node(1)
    introduce(node)
    lines: list[Message] = [PING, FRIEND.sign(write([PING])), encrypted([PING])]
    for datagram in ([line] for line in lines):
        assert PONG not in said(node, datagram, BOB)
        assert all(len(one.data) < 100 for one in answers(node, datagram, ALICE))


def test_other_lines_are_not_answered() -> None:
    node = make_node(1)
    own = proof(node)
    for text in ("ping", "/ping ", "/PING", "PONG", "VERSION Plong 1.2.3", ""):
        assert said(node, [own, ChatMessage(text)], ALICE) == []


def test_a_line_is_answered_once() -> None:
    node = make_node(1)
    own = proof(node)
    assert said(node, [own, *[PING] * 9], ALICE) == [PONG]


@pytest.mark.parametrize("is_sealed", [False, True])
def test_whose_key_is_proven_is_answered_encrypted(*, is_sealed: bool) -> None:
    node = make_node(1)
    own = introduce(node)
    (datagram,) = answers(node, [encrypted([PING]) if is_sealed else PING, own])
    assert opened(datagram) == (write([PONG]), ())
    assert datagram.to == ALICE


def test_whose_key_is_only_said_is_answered_openly() -> None:
    node = make_node(1)
    assert said(node, [proof(node), MyPublicKey(FRIEND.key), PING], ALICE) == [PONG]


def test_where_several_live_the_one_who_asks_is_answered() -> None:
    node = make_node(1)
    own = introduce(node)
    other = make_crypto(5)
    answers(node, [own, other.sign(write([own])), MyPublicKey(other.key)])
    (sealed,) = answers(node, [encrypted([PING]), own])
    assert opened(sealed)[0] == write([PONG])
    assert said(node, [own, PING], ALICE) == [PONG]


def test_a_line_that_another_sends_on_is_not_answered_for_its_key() -> None:
    node = make_node(1)
    introduce(node)
    assert said(node, [encrypted([PING]), proof(node, BOB)], BOB) == [PONG]


def test_only_so_much_is_encrypted_in_a_second() -> None:
    node = make_node(1)
    own = introduce(node)
    count = sum(len(answers(node, [own, PING])) for _ in range(2 * OF_NETWORK))
    assert 0 < count <= OF_NETWORK


def test_two_programs_do_not_answer_each_other_for_ever() -> None:
    swarm = Swarm()
    first, second = (Endpoint(f"192.0.2.{n}", 24254) for n in (1, 2))
    swarm.add(first, make_node(1))
    swarm.add(second, make_node(2, (first,)))
    swarm.run(60)
    for datagram in swarm.nodes[first].tell(make_crypto(2).key, [PING, ASK_VERSION]):
        swarm.send(first, datagram)
    swarm.run(60)
    lines = [event for events in swarm.events.values() for event in events]
    said = (event.message for event in lines if isinstance(event, Heard))
    texts = [message.message for message in said if isinstance(message, ChatMessage)]
    assert sorted(texts) == ["/ping", "/version", "PONG", "VERSION Plong 1.2.3"]


def test_no_answer_is_a_question() -> None:
    node = make_node(1)
    own = proof(node)
    for line in (PONG, VERSION):
        assert said(node, [own, line], ALICE) == []
    assert read_datagram(write([PONG, VERSION])) == (PONG, VERSION)
