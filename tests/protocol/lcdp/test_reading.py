"""Each type of message: what its fields are called, which it needs, and what is let pass."""

import base64
import json

import pytest

from plong.protocol.lcdp.cookies import MAX_ECHO, MAX_RETURNED, cookie_of
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    ChatMessage,
    Content,
    ContentList,
    Cookie,
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
from plong.protocol.lcdp.payload import Unreadable
from plong.protocol.lcdp.reading import FROM_NODES, OVER_BRIDGE

KEY, HEX = bytes(range(32)), bytes(range(32)).hex()
HERE = Endpoint("192.0.2.1", 1)
ID = "ab" * 32
SIGNATURE = base64.b64encode(bytes(64)).decode()
TEXT = '[ {"X": "ü"} ]'

READ: list[tuple[str, object, Message]] = [
    ("PleaseSendPeers", {}, PleaseSendPeers()),
    ("PleaseSendPeers", [], PleaseSendPeers()),
    ("PleaseSendPeers", {"x": 1}, PleaseSendPeers()),
    ("Peers", {"peers": ["192.0.2.1:1", "x"]}, Peers((HERE,))),
    ("Peers", [["192.0.2.1:1"]], Peers((HERE,))),
    ("Peers", {"peers": []}, Peers(())),
    ("PleaseReturnThisMessage", {"cookie": "1.5"}, PleaseReturnThisMessage(cookie_of("1.5"))),
    ("PleaseReturnThisMessage", ["1.5"], PleaseReturnThisMessage(Cookie('["1.5"]', "1.5"))),
    ("ReturnedMessage", {"cookie": "1.5"}, ReturnedMessage(cookie_of("1.5"))),
    ("PleaseAlwaysReturnThisMessage", {"cookie": "a"}, PleaseAlwaysReturn(cookie_of("a"))),
    ("AlwaysReturned", ["cookie", "a"], AlwaysReturned(Cookie('["cookie","a"]', "a"))),
    ("MyPublicKey", {"ed25519h": HEX}, MyPublicKey(KEY)),
    ("MyPublicKey", {"ed25519h": f"0x{HEX.upper()}", "x": 1}, MyPublicKey(KEY)),
    ("MyPublicKey", [HEX, None], MyPublicKey(KEY)),
    ("WhereAreThey", {"ed25519h": HEX}, WhereAreThey(KEY)),
    ("WhereAreThey", [HEX], WhereAreThey(KEY)),
    ("Forwarded", {"src": "192.0.2.1:1", "messages": "[]"}, Forwarded(HERE, "[]")),
    (
        "Forwarded",
        {
            "src": "192.0.2.1:1",
            "from_ed25519": HEX,
            "maybe_ed25519": HEX,
            "messages": "[",
            "might_be_ip_spoofing": False,
        },
        Forwarded(HERE, "[", KEY, KEY, might_be_spoofed=False),
    ),
    ("Forwarded", ["192.0.2.1:1", None, None, "[]", True], Forwarded(HERE, "[]")),
    (
        "SignedMessage",
        {"ed25519": HEX, "signature": SIGNATURE.rstrip("="), "payload_json": TEXT},
        SignedMessage(KEY, bytes(64), TEXT.encode()),
    ),
    (
        "SignedMessage",
        {"ed25519": HEX, "signature": SIGNATURE, "payload": "aGk"},
        SignedMessage(KEY, bytes(64), b"hi"),
    ),
    (
        "SignedMessage",
        {"ed25519": HEX, "signature": SIGNATURE, "payload_json": "[]", "payload": "aGk"},
        SignedMessage(KEY, bytes(64), b"[]"),
    ),
    ("EncryptedMessages", {"base64": "aGk=", "noise_params": "x"}, EncryptedMessages(b"hi")),
    ("EncryptedMessages", {"base64": "aGk"}, EncryptedMessages(b"hi")),
    (
        "FastEncryptedMessages",
        {"nonce": "aGk=", "sender": HEX, "ciphertext": "aGk"},
        FastEncryptedMessages(b"hi", KEY, b"hi"),
    ),
    ("ChatMessage", {"message": "hi"}, ChatMessage("hi")),
    ("ChatMessage", ["hi"], ChatMessage("hi")),
    ("PleaseSendContent", {"id": ID, "length": 5, "offset": 0}, PleaseSendContent(ID, 5, 0)),
    ("PleaseSendContent", [ID, 5, 0], PleaseSendContent(ID, 5, 0)),
    ("Content", {"id": ID, "offset": 1, "base64": "aGk=", "eof": 3}, Content(ID, 1, b"hi", 3)),
    ("Content", {"id": ID, "offset": 1, "base64": "", "eof": None}, Content(ID, 1, b"")),
    ("Content", {"id": ID, "offset": 1, "base64": "aGk"}, Content(ID, 1, b"hi")),
    ("MaybeTheyHaveSome", {"id": ID, "peers": ["192.0.2.1:1"]}, MaybeTheyHaveSome(ID, (HERE,))),
    ("PleaseListContent", {}, PleaseListContent()),
    (
        "ContentList",
        {"results": [[ID, 5], ["../x", 5], [ID], [ID, -1], [ID, 5, 5], {}, ["a b", 0]]},
        ContentList(((ID, 5), ("a b", 0))),
    ),
    ("PleaseListSupportedMessages", [], PleaseListSupportedMessages()),
    ("SupportedMessages", {"schema": {"a": [1, "ü"]}}, SupportedMessages('{"a":[1,"ü"]}')),
    ("Forward", {"messages": [{"X": {}}]}, Forward('[{"X":{}}]')),
    (
        "Forward",
        {"messages": [], "to_ed25519": HEX, "src": "192.0.2.1:1", "sign": True},
        Forward("[]", KEY, HERE, sign=True),
    ),
    ("Forward", {"messages": [], "to_ed25519": None, "src": None, "sign": None}, Forward("[]")),
    ("YourEd25519", {"ed25519": HEX}, YourEd25519(KEY)),
]

UNREAD: list[tuple[str, object]] = [
    *((name, None) for name in OVER_BRIDGE),
    *((name, 5) for name in OVER_BRIDGE),
    *((name, {}) for name in OVER_BRIDGE if not name.startswith(("PleaseSendPeers", "PleaseList"))),
    ("PleaseSendPeers", [1]),
    ("PleaseSendPeers", "x"),
    ("Peers", {"peers": None}),
    ("Peers", ["192.0.2.1:1", "192.0.2.1:2"]),
    ("PleaseAlwaysReturnThisMessage", {"cookie": "x" * MAX_ECHO}),
    ("AlwaysReturned", {"cookie": "x" * MAX_ECHO}),
    ("PleaseReturnThisMessage", {"cookie": "x" * MAX_RETURNED}),
    ("MyPublicKey", {"ed25519h": HEX[1:]}),
    ("MyPublicKey", {"ed25519": HEX}),
    ("Forwarded", {"src": "node.example:1", "messages": "[]"}),
    ("Forwarded", {"src": "192.0.2.1:1", "messages": []}),
    ("Forwarded", {"src": "192.0.2.1:1", "messages": "[]", "from_ed25519": "x"}),
    ("Forwarded", {"src": "192.0.2.1:1", "messages": "[]", "might_be_ip_spoofing": 0}),
    ("SignedMessage", {"ed25519": HEX, "signature": SIGNATURE}),
    ("SignedMessage", {"ed25519": HEX, "signature": "aGk=", "payload_json": "[]"}),
    ("SignedMessage", {"ed25519": HEX, "signature": SIGNATURE, "payload_json": []}),
    ("EncryptedMessages", {"base64": "!"}),
    ("FastEncryptedMessages", {"nonce": "aGk=", "ciphertext": "aGk="}),
    ("PleaseSendContent", {"id": ID, "length": 5}),
    ("PleaseSendContent", {"id": ID, "length": "5", "offset": 0}),
    ("PleaseSendContent", {"id": ID, "length": 5.0, "offset": 0}),
    ("PleaseSendContent", {"id": ID, "length": 5, "offset": -1}),
    ("PleaseSendContent", {"id": "../secret", "length": 5, "offset": 0}),
    ("Content", {"id": ID, "offset": 1, "base64": "aGk=", "eof": "3"}),
    ("Content", [ID, 1, "aGk="]),
    ("MaybeTheyHaveSome", {"id": ID}),
    ("ContentList", {"results": {}}),
    ("SupportedMessages", {"schema": "x"}),
    ("Forward", {"messages": "[]"}),
    ("Forward", {"messages": [], "sign": "yes"}),
]


@pytest.mark.parametrize(("name", "payload", "message"), READ)
def test_a_message_is_read(name: str, payload: object, message: Message) -> None:
    assert OVER_BRIDGE[name](payload) == message


@pytest.mark.parametrize(("name", "payload"), UNREAD)
def test_a_message_is_not_what_it_says(name: str, payload: object) -> None:
    with pytest.raises(Unreadable):
        OVER_BRIDGE[name](payload)


@pytest.mark.parametrize(("name", "payload", "message"), READ)
def test_further_fields_do_not_matter(name: str, payload: object, message: Message) -> None:
    if isinstance(payload, dict) and "cookie" not in payload:
        assert OVER_BRIDGE[name](payload | {"further": [5]}) == message


def test_every_type_is_read_under_its_own_name() -> None:
    assert {name for name, _, message in READ if message.name == name} == OVER_BRIDGE.keys()
    assert OVER_BRIDGE.keys() - FROM_NODES.keys() == {"Forward", "YourEd25519"}


def test_a_signed_text_is_kept_to_the_byte() -> None:
    element = json.loads(json.dumps({"payload_json": TEXT, "ed25519": HEX, "signature": SIGNATURE}))
    message = FROM_NODES["SignedMessage"](element)
    assert isinstance(message, SignedMessage)
    assert message.payload == TEXT.encode()
