"""Datagrams: what can be read of them is, and nothing that strangers send does harm."""

import json

import pytest
from hypothesis import example, given

from plong.protocol.lcdp.cookies import MAX_ECHO, MAX_RETURNED, cookie_of
from plong.protocol.lcdp.framing import MAX_MESSAGES, read_datagram, read_frame
from plong.protocol.lcdp.json_text import MAX_BYTES
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    ContentList,
    Forward,
    MaybeTheyHaveSome,
    Peers,
    PleaseAlwaysReturn,
    PleaseReturnThisMessage,
    PleaseSendPeers,
    ReturnedMessage,
)
from plong.protocol.lcdp.payload import MAX_ENTRIES
from plong.protocol.lcdp.writing import write
from tests.protocol.lcdp.strategies import datagrams


def test_the_shortest_question_is_read() -> None:
    assert read_datagram(b'[{"PleaseSendPeers":{}}]') == (PleaseSendPeers(),)


def test_a_datagram_with_nothing_to_say_is_read() -> None:
    assert read_datagram(b"[]") == ()
    assert read_datagram(b'[{"MyAppPing":{}},5]\n') == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'{"PleaseSendPeers":{}}', b"null", b"hello", b"\xff", b"[", b'[{"X":NaN}]'],
)
def test_what_is_no_array_is_not_read(data: bytes) -> None:
    assert read_datagram(data) is None


@pytest.mark.parametrize(
    "bad",
    [
        *(
            "5",
            "null",
            '"PleaseSendPeers"',
            "[]",
            "{}",
            '{"Unknown":{}}',
            '{"PleaseSendPeers":null}',
        ),
        *('{"PleaseSendPeers":{},"PleaseListContent":{}}', '{"ChatMessage":{"message":5}}'),
        *('{"ChatMessage":{}}', '{"pleasesendpeers":{}}'),
    ],
)
def test_a_bad_element_spoils_none_but_itself(bad: str) -> None:
    data = f'[{bad},{{"ChatMessage":{{"message":"hi"}}}},{bad}]'.encode()
    assert read_datagram(data) == (ChatMessage("hi"),)


def test_messages_keep_their_order() -> None:
    data = b'[{"ChatMessage":{"message":"1"}},{"PleaseSendPeers":[]},{"ChatMessage":["2"]}]'
    assert read_datagram(data) == (ChatMessage("1"), PleaseSendPeers(), ChatMessage("2"))


def test_elements_are_looked_at_up_to_a_number() -> None:
    element: object = {"PleaseSendPeers": {}}
    data = json.dumps([5, *[element] * MAX_MESSAGES]).encode()
    assert read_datagram(data) == (PleaseSendPeers(),) * (MAX_MESSAGES - 1)


def test_a_datagram_may_be_as_long_as_there_are() -> None:
    text = "x" * (MAX_BYTES - len(write([ChatMessage("")])))
    assert read_datagram(write([ChatMessage(text)])) == (ChatMessage(text),)
    assert read_datagram(write([ChatMessage(text + "x")])) is None


def test_what_browsers_wish_is_read_from_browsers_only() -> None:
    data = b'[{"Forward":{"messages":[{"X":{}}]}},{"PleaseSendPeers":{}}]'
    assert read_frame(data) == (Forward('[{"X":{}}]'), PleaseSendPeers())
    assert read_datagram(data) == (PleaseSendPeers(),)


def test_cookies_are_as_long_as_they_may_be() -> None:
    long = cookie_of("x" * (MAX_ECHO - len('{"cookie":""}')))
    longer = cookie_of("x" * (MAX_RETURNED - len('{"cookie":""}')))
    said = [kind(long) for kind in (PleaseAlwaysReturn, AlwaysReturned)]
    returned = [kind(longer) for kind in (PleaseReturnThisMessage, ReturnedMessage)]
    assert read_datagram(write([*said, *returned])) == (*said, *returned)


@given(datagrams)
@example(b'[{"PleaseSendPeers":{}}]' * 2)
@example(b'[{"AlwaysReturned":{"cookie":"\\ud800"}}]')
def test_no_datagram_is_too_odd_to_be_read(data: bytes) -> None:
    messages = read_datagram(data)
    assert messages is None or len(messages) <= MAX_MESSAGES
    for message in messages or ():
        hash(message)  # may be remembered
        if isinstance(message, Peers | MaybeTheyHaveSome):
            assert len(message.peers) <= MAX_ENTRIES
        if isinstance(message, ContentList):
            assert len(message.results) <= MAX_ENTRIES
        if isinstance(message, PleaseAlwaysReturn | AlwaysReturned):
            assert len(message.cookie.payload.encode()) <= MAX_ECHO


@given(datagrams)
def test_what_was_read_can_be_said_again(data: bytes) -> None:
    messages = read_frame(data)
    if messages is not None:
        assert read_frame(write(messages)) == messages


@given(datagrams)
def test_browsers_say_more_than_nodes(data: bytes) -> None:
    node, browser = read_datagram(data), read_frame(data)
    assert (node is None) == (browser is None)
    assert set(node or ()) <= set(browser or ())


def test_the_lists_of_one_datagram_have_so_many_entries_together() -> None:
    # 5 500 addresses of IPv6 fit one datagram, and would be 50 ms of work for a stranger.
    peers = {"peers": ["[2001:db8::1]:1"] * (MAX_ENTRIES - 1)}
    asked = json.dumps([{"Peers": peers}, *[{"Peers": [peers["peers"]]}] * 3, {"X": 1}])
    again = json.dumps([{"PleaseSendPeers": {}}])
    messages = read_datagram(f"{asked[:-1]},{again[1:]}".encode())
    assert messages is not None
    assert [type(message) for message in messages] == [Peers, Peers, PleaseSendPeers]


@pytest.mark.parametrize("wrong", [["wrong"], ["[::ffff:1]x"], [5], [["192.0.2.1:1", 2]]])
def test_wrong_entries_count_as_well(wrong: list[object]) -> None:
    data = [{"MaybeTheyHaveSome": {"peers": wrong * MAX_ENTRIES}}, {"Peers": {"peers": []}}]
    assert read_datagram(json.dumps(data).encode()) == ()
