"""What strangers may send, and what we may say, for the property tests."""

import json
from ipaddress import IPv4Address, IPv6Address

from hypothesis import strategies as st

from plong.protocol.lcdp.content_id import MAX_ID, is_content_id
from plong.protocol.lcdp.cookies import MAX_ECHO, MAX_RETURNED, cookie_of, read_cookie
from plong.protocol.lcdp.endpoint import endpoint_of
from plong.protocol.lcdp.json_text import dump
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
from plong.protocol.lcdp.payload import MAX_INTEGER
from plong.protocol.lcdp.reading import OVER_BRIDGE

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
_FIELDS = (
    *("peers", "cookie", "ed25519h", "ed25519", "src", "from_ed25519", "maybe_ed25519"),
    *("messages", "might_be_ip_spoofing", "to_ed25519", "sign", "signature", "payload_json"),
    *("payload", "base64", "message", "id", "length", "offset", "eof", "results", "schema"),
    *("nonce", "sender", "ciphertext"),
)
_likely = st.sampled_from(
    ["a" * 64, "0x" + "A" * 64, "192.0.2.1:1", "AAAA", "A" * 86, 0, 7, ["192.0.2.1:1", "x:1"], {}]
)
_payloads = (
    json_values
    | st.dictionaries(st.sampled_from(_FIELDS), _likely | json_values, max_size=6)
    | st.lists(_likely | json_values, max_size=5)
)
elements = json_values | st.dictionaries(
    st.sampled_from(sorted(OVER_BRIDGE)), _payloads, min_size=1, max_size=2
)
"""Elements of a datagram, most of them nearly right."""

datagrams = st.binary(max_size=300) | (st.lists(elements, max_size=6) | json_values).map(
    lambda value: json.dumps(value).encode()
)
"""Bytes, most of them JSON."""

endpoints = st.builds(
    endpoint_of, st.ip_addresses().map(str), st.integers(min_value=1, max_value=65535)
).filter(lambda endpoint: endpoint is not None)
ipv4 = st.builds(Endpoint, st.ip_addresses(v=4).map(str), st.integers(min_value=1, max_value=65535))
keys = st.binary(min_size=32, max_size=32)
ids = st.text(min_size=1, max_size=MAX_ID).filter(is_content_id) | keys.map(bytes.hex)
wholes = st.integers(min_value=0, max_value=MAX_INTEGER)


def cookies(max_bytes: int) -> st.SearchStrategy[Cookie]:
    """Cookies as they may be read."""
    odd = json_values.map(lambda value: read_cookie(value, max_bytes))
    plain = st.text(max_size=12).map(cookie_of)
    return (plain | odd).filter(lambda cookie: cookie is not None)  # type: ignore[return-value]  # no None is left


def few_endpoints(least: int = 0) -> st.SearchStrategy[tuple[Endpoint, ...]]:
    """Addresses, as many as one message may name."""
    return st.lists(endpoints, min_size=least, max_size=20).map(tuple)  # type: ignore[arg-type]  # of lists


_schemas = st.dictionaries(st.text(max_size=8), json_values, max_size=3).map(dump)
_arrays = st.lists(json_values, max_size=3).map(dump)
_results = st.lists(st.tuples(ids, wholes), max_size=5).map(tuple)

node_messages: st.SearchStrategy[Message] = st.one_of(
    st.just(PleaseSendPeers()),
    st.just(PleaseListContent()),
    st.just(PleaseListSupportedMessages()),
    st.builds(Peers, few_endpoints()),
    st.builds(PleaseReturnThisMessage, cookies(MAX_RETURNED)),
    st.builds(ReturnedMessage, cookies(MAX_RETURNED)),
    st.builds(PleaseAlwaysReturn, cookies(MAX_ECHO)),
    st.builds(AlwaysReturned, cookies(MAX_ECHO)),
    st.builds(MyPublicKey, keys),
    st.builds(WhereAreThey, keys),
    st.builds(Forwarded, endpoints, st.text(), st.none() | keys, st.none() | keys, st.booleans()),
    st.builds(
        SignedMessage,
        keys,
        st.binary(min_size=64, max_size=64),
        st.binary() | st.text().map(str.encode),
    ),
    st.builds(EncryptedMessages, st.binary()),
    st.builds(FastEncryptedMessages, st.binary(max_size=20), keys, st.binary()),
    st.builds(ChatMessage, st.text()),
    st.builds(PleaseSendContent, ids, wholes, wholes),
    st.builds(Content, ids, wholes, st.binary(), st.none() | wholes),
    st.builds(MaybeTheyHaveSome, ids, few_endpoints()),
    st.builds(ContentList, _results),
    st.builds(SupportedMessages, _schemas),
)
"""What nodes say to each other."""

bridge_messages: st.SearchStrategy[Message] = st.one_of(
    node_messages,
    st.builds(Forward, _arrays, st.none() | keys, st.none() | endpoints, st.booleans()),
    st.builds(YourEd25519, keys),
)
"""What a browser and its node say, too."""


def mapped(address: IPv4Address) -> str:
    """Return an IPv4 address within an IPv6 one."""
    return str(IPv6Address(f"::ffff:{address}"))
