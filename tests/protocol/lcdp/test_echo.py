"""Answers but for a cookie: remembered only where any other cookie changes nothing else."""

import pytest

from plong.protocol.lcdp.echo import around_echo, take_apart
from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import PleaseReturnThisMessage, ReturnedMessage
from plong.protocol.lcdp.writing import write

PING = b'{"PleaseReturnThisMessage":{"cookie":"%b"}}'
ANSWER = b'[{"Peers":{"peers":[]}},{"ReturnedMessage":{"cookie":"abc"}},{"Peers":{"peers":[]}}]'


def answer_of(data: bytes) -> bytes:
    """Return what is returned to a datagram."""
    messages = read_datagram(data) or ()
    cookies = [one.cookie for one in messages if isinstance(one, PleaseReturnThisMessage)]
    return write([ReturnedMessage(cookie) for cookie in dict.fromkeys(cookies)])


@pytest.mark.parametrize("cookie", [b"abc", b"1.5", b"A-_z", b"x" * 64])
def test_a_plain_cookie_is_told_from_what_is_around_it(cookie: bytes) -> None:
    question, echo = take_apart(b'[{"PleaseSendPeers":{}},' + PING % cookie + b"]")
    assert echo == cookie
    assert question == (b'[{"PleaseSendPeers":{}},', b"]", len(cookie))


@pytest.mark.parametrize(
    "cookie", [b"", b"x" * 65, b"a b", b'a\\"', b"\xc3\xa9", b"a}", b"\\u0041"]
)
def test_any_other_cookie_belongs_to_the_question(cookie: bytes) -> None:
    data = b"[" + PING % cookie + b"]"
    assert take_apart(data) == (data, b"")


def test_where_two_are_wanted_none_is_told_apart() -> None:
    for data in (b"[" + PING % b"a" + b"," + PING % b"b" + b"]", b"[" + (PING + b",") % b"a" * 9):
        assert take_apart(data) == (data, b"")


def test_what_is_around_the_cookie_makes_the_answer_to_another() -> None:
    data = b"[" + PING % b"abc" + b"]"
    around = around_echo(data, read_datagram(data) or (), ANSWER)
    assert around is not None
    assert around.before + b"xyz" + around.after == ANSWER.replace(b"abc", b"xyz")
    assert around.question == take_apart(data.replace(b"abc", b"xyz"))[0]


def test_an_answer_without_a_cookie_is_the_same_as_a_whole() -> None:
    data = b'[{"PleaseSendPeers":{}}]'
    assert around_echo(data, read_datagram(data) or (), ANSWER) == (data, ANSWER, b"")


ELSEWHERE = [
    b'[{"PleaseReturnThisMessage": {"cookie":"abc"}},{"Unknown":' + PING + b"}]",
    b'[{"PleaseReturnThis\\u004dessage":{"cookie":"abc"}},{"Unknown":' + PING + b"}]",
    b'[{"PleaseReturnThisMessage":["abc"]},' + PING + b"]",
    b'[{"PleaseReturnThisMessage":["cookie",' + PING + b"]}]",
    b'[{"PleaseReturnThis\\u004dessage":["cookie",' + PING + b"]}]",
    b'[{"Unknown":' + PING + b"}]",
    b'[{"Unknown":{"x":1,"x":' + PING + b"}}]",
    b'["{"PleaseSendPeers":{}},' + PING + b"]",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_cookie_that_is_not_the_one_returned_makes_nothing_certain(text: bytes) -> None:
    data = text % b"abc"
    assert take_apart(data)[1] == b"abc"
    assert around_echo(data, read_datagram(data) or (), answer_of(data)) is None


def test_an_answer_with_the_same_elsewhere_makes_nothing_certain() -> None:
    data = b"[" + PING % b"abc" + b"]"
    messages = read_datagram(data) or ()
    twice = b'[{"ReturnedMessage":{"cookie":"abc"}},{"ReturnedMessage":{"cookie":"abc"}}]'
    for answer in (twice, b"[]", twice.replace(b"abc", b"xyz", 1)):
        assert around_echo(data, messages, answer) is None
