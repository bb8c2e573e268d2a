"""An owner who wants to hear all hears it once, with what is known of who said it."""

from collections.abc import Sequence

import pytest

from plong.protocol.lcdp.events import Received
from plong.protocol.lcdp.models import Endpoint, Message
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.talk import (
    ALICE,
    BOB,
    CHAT,
    FRIEND,
    QUESTION,
    encrypted,
    introduce,
    proof,
)
from tests.support.swarm import START, make_node

PONG = '[{"PongMove": {"y":1}}]'


def curious() -> LcdpNode:
    return make_node(1, hears_all=True)


def received(
    node: LcdpNode, data: bytes | Sequence[Message], source: Endpoint = ALICE
) -> list[Received]:
    data = data if isinstance(data, bytes) else write(data)
    step = node.receive(data, source, START)
    return [event for event in step.events if isinstance(event, Received)]


def test_who_does_not_want_to_hear_all_does_not() -> None:
    node = make_node(1)
    assert received(node, PONG.encode()) == []
    assert received(node, QUESTION) == received(node, QUESTION) == []


def test_what_a_stranger_says_is_heard_to_the_letter() -> None:
    assert received(curious(), PONG.encode()) == [
        Received(PONG, ALICE, None, None, is_verified=False)
    ]


def test_what_is_answered_from_memory_is_heard_each_time() -> None:
    node = curious()
    first = received(node, QUESTION)
    assert first == [Received(QUESTION.decode(), ALICE, None, None, is_verified=False)]
    assert received(node, QUESTION) == first


@pytest.mark.parametrize("data", [b"{}", b"\xff", b"[" * 200, b""])
def test_what_cannot_be_read_is_not_heard(data: bytes) -> None:
    assert received(curious(), data) == []


def test_what_a_peer_says_is_verified_and_its_key_guessed() -> None:
    node = curious()
    own = introduce(node)
    text = write([own, CHAT]).decode()
    assert received(node, (own, CHAT)) == [
        Received(text, ALICE, None, FRIEND.key, is_verified=True)
    ]


def test_each_layer_is_heard_once_with_its_key() -> None:
    node = curious()
    own = introduce(node)
    inner = FRIEND.sign(write([own, CHAT]))
    datagram: list[Message] = [encrypted([inner]), own]
    outer, sealed, signed = received(node, datagram)
    assert (outer.key, sealed.key, signed.key) == (None, FRIEND.key, FRIEND.key)
    assert sealed.text == write([inner]).decode()
    assert signed.text == write([own, CHAT]).decode()
    assert all(one.is_verified for one in (outer, sealed, signed))
    assert [one.key for one in received(node, datagram)] == [None]


def test_what_somebody_else_sends_again_is_not_verified() -> None:
    node = curious()
    introduce(node)
    datagram: list[Message] = [encrypted([CHAT]), FRIEND.sign(write([CHAT])), proof(node, BOB)]
    outer, sealed, signed = received(node, datagram, BOB)
    assert (outer.is_verified, sealed.is_verified, signed.is_verified) == (True, False, False)
    assert sealed.key == signed.key == FRIEND.key


def test_a_forger_of_the_address_is_not_verified() -> None:
    node = curious()
    introduce(node)
    outer, signed = received(node, [FRIEND.sign(write([CHAT]))], ALICE)
    assert (outer.is_verified, signed.is_verified) == (False, False)


def test_what_is_no_array_within_is_not_heard() -> None:
    node = curious()
    own = introduce(node)
    assert len(received(node, [own, FRIEND.sign(b"{}")])) == 1
