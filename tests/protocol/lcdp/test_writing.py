"""What is said: to the byte as all nodes can read it."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.cookies import cookie_of, read_cookie
from plong.protocol.lcdp.endpoint import MAX_PEERS
from plong.protocol.lcdp.framing import read_datagram, read_frame
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    Content,
    ContentList,
    EncryptedMessages,
    Endpoint,
    FastEncryptedMessages,
    Forward,
    Forwarded,
    MaybeTheyHaveSome,
    Message,
    MyPublicKey,
    Peers,
    PleaseAlwaysReturn,
    PleaseListContent,
    PleaseListSupportedMessages,
    PleaseReturnThisMessage,
    PleaseSendContent,
    PleaseSendPeers,
    ReturnedMessage,
    SignedMessage,
    SupportedMessages,
    WhereAreThey,
    YourEd25519,
)
from plong.protocol.lcdp.reading import OVER_BRIDGE
from plong.protocol.lcdp.writing import size_of, write, write_message
from tests.protocol.lcdp.strategies import bridge_messages, node_messages

KEY, HEX = b"\xab" * 32, "ab" * 32
PEERS = (Endpoint("192.0.2.1", 1), Endpoint("2001:db8::1", 2))
ODD = read_cookie(["cookie", "x", 1.5], 99)
assert ODD is not None

WRITTEN: list[tuple[Message, str]] = [
    (PleaseSendPeers(), '{"PleaseSendPeers":{}}'),
    (Peers(()), '{"Peers":{"peers":[]}}'),
    (Peers(PEERS), '{"Peers":{"peers":["192.0.2.1:1","[2001:db8::1]:2"]}}'),
    (
        PleaseReturnThisMessage(cookie_of("1.5")),
        '{"PleaseReturnThisMessage":{"cookie":"1.5"}}',
    ),
    (ReturnedMessage(ODD), '{"ReturnedMessage":["cookie","x",1.5]}'),
    (
        PleaseAlwaysReturn(cookie_of("a")),
        '{"PleaseAlwaysReturnThisMessage":{"cookie":"a"}}',
    ),
    (AlwaysReturned(cookie_of('ü"')), '{"AlwaysReturned":{"cookie":"ü\\""}}'),
    (MyPublicKey(KEY), f'{{"MyPublicKey":{{"ed25519h":"{HEX}"}}}}'),
    (WhereAreThey(KEY), f'{{"WhereAreThey":{{"ed25519h":"{HEX}"}}}}'),
    (
        Forwarded(PEERS[0], '["ü"]'),
        (
            '{"Forwarded":{"src":"192.0.2.1:1","from_ed25519":null,"messages":"[\\"ü\\"]",'
            '"might_be_ip_spoofing":true}}'
        ),
    ),
    (
        Forwarded(PEERS[0], "[]", KEY, KEY, might_be_spoofed=False),
        (
            f'{{"Forwarded":{{"src":"192.0.2.1:1","from_ed25519":"{HEX}","maybe_ed25519":"{HEX}",'
            '"messages":"[]","might_be_ip_spoofing":false}}'
        ),
    ),
    (Forward("[]"), '{"Forward":{"sign":false,"messages":[]}}'),
    (
        Forward("[]", KEY, PEERS[0], sign=True),
        f'{{"Forward":{{"to_ed25519":"{HEX}","src":"192.0.2.1:1","sign":true,"messages":[]}}}}',
    ),
    (YourEd25519(KEY), f'{{"YourEd25519":{{"ed25519":"{HEX}"}}}}'),
    (
        SignedMessage(KEY, b"hi", b"[5]"),
        f'{{"SignedMessage":{{"ed25519":"{HEX}","signature":"aGk=","payload_json":"[5]"}}}}',
    ),
    (
        SignedMessage(KEY, b"hi", b"\xff"),
        f'{{"SignedMessage":{{"ed25519":"{HEX}","signature":"aGk=","payload":"/w=="}}}}',
    ),
    (
        EncryptedMessages(b"hi"),
        '{"EncryptedMessages":{"base64":"aGk=","noise_params":"Noise_IK_25519_AESGCM_SHA256"}}',
    ),
    (
        FastEncryptedMessages(b"hi", KEY, b"hi"),
        f'{{"FastEncryptedMessages":{{"nonce":"aGk=","sender":"{KEY.hex()}","ciphertext":"aGk="}}}}',
    ),
    (ChatMessage("\n\ud800"), '{"ChatMessage":{"message":"\\n?"}}'),
    (
        PleaseSendContent("a", 5, 0),
        '{"PleaseSendContent":{"id":"a","length":5,"offset":0}}',
    ),
    (Content("a", 5, b"hi", 7), '{"Content":{"id":"a","offset":5,"base64":"aGk=","eof":7}}'),
    (Content("a", 5, b""), '{"Content":{"id":"a","offset":5,"base64":""}}'),
    (MaybeTheyHaveSome("a", PEERS[:1]), '{"MaybeTheyHaveSome":{"id":"a","peers":["192.0.2.1:1"]}}'),
    (PleaseListContent(), '{"PleaseListContent":{}}'),
    (ContentList((("a", 5), ("b", 6))), '{"ContentList":{"results":[["a",5],["b",6]]}}'),
    (PleaseListSupportedMessages(), '{"PleaseListSupportedMessages":{}}'),
    (SupportedMessages('{"x":1}'), '{"SupportedMessages":{"schema":{"x":1}}}'),
]


@pytest.mark.parametrize(("message", "text"), WRITTEN)
def test_a_message_is_written(message: Message, text: str) -> None:
    assert write_message(message) == text.encode()


def test_there_is_a_spelling_for_every_message() -> None:
    assert {message.name for message, _ in WRITTEN} == OVER_BRIDGE.keys()


def test_a_datagram_is_one_array() -> None:
    assert write([]) == b"[]"
    assert (
        write([PleaseSendPeers(), Peers(())]) == b'[{"PleaseSendPeers":{}},{"Peers":{"peers":[]}}]'
    )


def test_nobody_is_told_of_too_many() -> None:
    many = tuple(Endpoint("192.0.2.1", port) for port in range(1, 100))
    assert read_datagram(write([Peers(many)])) == (Peers(many[:MAX_PEERS]),)
    assert read_datagram(write([MaybeTheyHaveSome("a", many)])) == (
        MaybeTheyHaveSome("a", many[:MAX_PEERS]),
    )


@given(st.lists(bridge_messages, max_size=5))
def test_what_is_written_is_read(messages: Sequence[Message]) -> None:
    assert read_frame(write(messages)) == tuple(messages)


@given(st.lists(node_messages, max_size=5))
def test_a_datagram_is_an_array_of_objects_with_one_name(messages: Sequence[Message]) -> None:
    data = write(messages)
    elements = json.loads(data)
    assert [next(iter(element)) for element in elements] == [one.name for one in messages]
    assert all(len(element) == 1 for element in elements)
    assert len(data) == size_of([*map(write_message, messages)])


@given(st.lists(st.text(alphabet=st.characters()), max_size=3))
def test_no_text_is_too_odd_to_be_written(texts: list[str]) -> None:
    messages = [ChatMessage(text) for text in texts]
    assert len(read_datagram(write(messages)) or ()) == len(texts)
