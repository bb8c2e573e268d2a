"""What a node's owner says reaches peers only, whole or not at all."""

import json

import pytest

from plong.protocol.lcdp.errors import NotAnArray, NotSent, TooLong, UnknownKey, UnprovenAddress
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.json_text import MAX_BYTES
from plong.protocol.lcdp.models import AlwaysReturned, ChatMessage, SignedMessage
from plong.protocol.lcdp.packing import MAX_DATAGRAM
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.talk import (
    ALICE,
    BOB,
    CHAT,
    FRIEND,
    THEIRS,
    adopt,
    introduce,
    opened,
)
from tests.support.swarm import make_node

PONG = '[{"PongMove":{"y":1}}]'
RETURNED = AlwaysReturned(THEIRS)
LONG_CHAT = ChatMessage("x" * MAX_DATAGRAM)


def long_text(size: int) -> str:
    """Return an array of so many bytes."""
    return f'[{{"A":{{"x":"{"x" * (size - 16)}"}}}}]'


def test_a_text_is_said_with_the_cookie_in_front() -> None:
    node = make_node(1)
    adopt(node)
    (datagram,) = node.say_text(ALICE, PONG)
    assert datagram.to == ALICE
    assert datagram.data == write([RETURNED])[:-1] + b"," + PONG[1:].encode()


def test_a_peer_that_wants_no_cookie_gets_the_text_alone() -> None:
    node = make_node(1)
    introduce(node)
    (datagram,) = node.say_text(ALICE, PONG)
    assert datagram.data == PONG.encode()


def test_a_text_is_said_to_who_has_proved_his_address_only() -> None:
    node = make_node(1)
    adopt(node)
    with pytest.raises(UnprovenAddress, match=r"198\.51\.100\.20:24254"):
        node.say_text(BOB, PONG)


def test_what_is_no_array_is_not_said() -> None:
    node = make_node(1)
    introduce(node)
    with pytest.raises(NotAnArray):
        node.say_text(ALICE, "{}")
    with pytest.raises(NotAnArray):
        node.tell_text(FRIEND.key, "{}")


def test_a_text_may_be_as_long_as_a_datagram_with_its_cookie() -> None:
    node = make_node(1)
    adopt(node)
    room = MAX_BYTES - len(write([RETURNED])) + len("]")
    (datagram,) = node.say_text(ALICE, long_text(room))
    assert len(datagram.data) == MAX_BYTES
    with pytest.raises(TooLong):
        node.say_text(ALICE, long_text(room + 1))


def test_a_text_is_told_to_its_key_with_the_cookie_inside_and_beside() -> None:
    node = make_node(1)
    introduce(node)
    adopt(node)
    (datagram,) = node.tell_text(FRIEND.key, PONG)
    payload, beside = opened(datagram)
    assert datagram.to == ALICE
    assert beside == (RETURNED,)
    assert json.loads(payload) == [*json.loads(write([RETURNED])), *json.loads(PONG)]


def test_a_signed_text_is_signed_within() -> None:
    node = make_node(1)
    introduce(node)
    adopt(node)
    (datagram,) = node.tell_text(FRIEND.key, PONG, sign=True)
    payload, _ = opened(datagram)
    cookie, signed = read_datagram(payload) or ()
    assert cookie == RETURNED
    assert isinstance(signed, SignedMessage)
    assert FRIEND.is_signed(signed)
    assert json.loads(signed.payload) == [*json.loads(write([RETURNED])), *json.loads(PONG)]


def test_nothing_is_told_to_a_key_that_nobody_has() -> None:
    node = make_node(1)
    adopt(node)
    with pytest.raises(UnknownKey, match=FRIEND.key.hex()):
        node.tell_text(FRIEND.key, PONG)


def test_nothing_is_told_to_a_key_whose_address_is_no_peers() -> None:
    node = make_node(1)
    introduce(node)
    node.peers.forget(ALICE)
    assert node.tell(FRIEND.key, [CHAT]) == []
    with pytest.raises(UnknownKey):
        node.tell_text(FRIEND.key, PONG)


@pytest.mark.parametrize("sign", [False, True])
def test_what_is_encrypted_may_be_as_long_as_a_datagram_bears(*, sign: bool) -> None:
    node = make_node(1)
    introduce(node)
    (datagram,) = node.tell_text(FRIEND.key, long_text(48_500), sign=sign)
    assert len(datagram.data) <= MAX_BYTES
    for size in (49_100, 55_000, MAX_BYTES):
        with pytest.raises(TooLong):
            node.tell_text(FRIEND.key, long_text(size), sign=sign)


def test_what_does_not_fit_is_not_left_out_silently() -> None:
    node = make_node(1)
    introduce(node)
    with pytest.raises(TooLong, match="ChatMessage"):
        node.say(ALICE, [CHAT, LONG_CHAT])
    with pytest.raises(TooLong):
        node.tell(FRIEND.key, [LONG_CHAT])


def test_a_reason_is_a_sentence() -> None:
    assert NotSent("It is late.").reason == str(NotSent("It is late.")) == "It is late."
