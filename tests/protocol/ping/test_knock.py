"""Knocks: what is read, and the exact answer to what is not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.ping.errors import UnsupportedType
from plong.protocol.ping.knock import check_type, is_ping_id, knock_body, read_knock
from plong.protocol.ping.models import Knock
from tests.support.commands import json_values

ID = "518be002-de8e-456e-b3d5-8fe472477a86"
ORIGIN = "https://relay.example/at/x"
HASH = "ab" * 32


def read(**fields: object) -> Knock:
    body = {"ping_id": ID, "origin": ORIGIN, **fields}
    return read_knock(parse_object(json.dumps(body).encode()))


def test_a_knock_needs_an_id_and_an_origin_only() -> None:
    assert read() == Knock(ID, ORIGIN, "ask", None, None)


READ = [
    ({"payload_type": "note"}, Knock(ID, ORIGIN, "note")),
    ({"payload_type": ""}, Knock(ID, ORIGIN)),
    ({"payload_type": None}, Knock(ID, ORIGIN)),
    ({"payload_type": "x" * 256}, Knock(ID, ORIGIN, "x" * 256)),
    ({"content_hash": HASH}, Knock(ID, ORIGIN, content_hash=HASH)),
    ({"content_hash": HASH.upper()}, Knock(ID, ORIGIN, content_hash=HASH)),
    ({"content_hash": None}, Knock(ID, ORIGIN)),
    ({"content_hash": ""}, Knock(ID, ORIGIN)),
    ({"size": 0}, Knock(ID, ORIGIN, size=0)),
    ({"size": 2**63 - 1}, Knock(ID, ORIGIN, size=2**63 - 1)),
    ({"size": 2**63}, Knock(ID, ORIGIN)),
    ({"size": -1}, Knock(ID, ORIGIN)),
    ({"size": 1.0}, Knock(ID, ORIGIN)),
    ({"size": True}, Knock(ID, ORIGIN)),
    ({"size": "12"}, Knock(ID, ORIGIN)),
    ({"magnet": "magnet:?xt=urn:x", "else": [1, {}]}, Knock(ID, ORIGIN)),
    ({"ping_id": "a"}, Knock("a", ORIGIN)),
    ({"ping_id": "A" * 128}, Knock("A" * 128, ORIGIN)),
    ({"ping_id": "a.b_c~d-9"}, Knock("a.b_c~d-9", ORIGIN)),
    ({"ping_id": "..."}, Knock("...", ORIGIN)),
    ({"origin": "HTTP://Relay.example:80/a//"}, Knock(ID, "HTTP://Relay.example:80/a//")),
]


@pytest.mark.parametrize(("fields", "knock"), READ)
def test_a_knock_is_read(fields: dict[str, object], knock: Knock) -> None:
    assert read(**fields) == knock


BAD_ID = "ping_id must be 1 to 128 characters of A-Z a-z 0-9 . _ ~ -"
BAD_HASH = "content_hash must be 64 hexadecimal digits."

REFUSED = [
    ({"ping_id": None}, "ping_id must be a string."),
    ({"ping_id": 1}, "ping_id must be a string."),
    ({"ping_id": [ID]}, "ping_id must be a string."),
    ({"ping_id": "\ud800"}, "ping_id must be valid Unicode."),
    ({"ping_id": ""}, BAD_ID),
    ({"ping_id": "a" * 129}, BAD_ID),
    ({"ping_id": "a b"}, BAD_ID),
    ({"ping_id": "a/b"}, BAD_ID),
    ({"ping_id": "a%2e"}, BAD_ID),
    ({"ping_id": "a\n"}, BAD_ID),
    ({"ping_id": "\u0661"}, BAD_ID),
    ({"ping_id": "."}, BAD_ID),
    ({"ping_id": ".."}, BAD_ID),
    ({"origin": None}, "origin must be a string."),
    ({"origin": {"a": 1}}, "origin must be a string."),
    ({"origin": "\ud800"}, "origin must be valid Unicode."),
    ({"origin": "http://" + "a" * 2048}, "origin must be at most 2048 characters."),
    ({"payload_type": 1}, "payload_type must be a string."),
    ({"payload_type": "\udfff"}, "payload_type must be valid Unicode."),
    ({"payload_type": "x" * 257}, "payload_type must be at most 256 characters."),
    ({"content_hash": 1}, "content_hash must be a string."),
    ({"content_hash": "ab" * 31}, BAD_HASH),
    ({"content_hash": HASH + "a"}, BAD_HASH),
    ({"content_hash": HASH + "\n"}, BAD_HASH),
    ({"content_hash": "g" * 64}, BAD_HASH),
    ({"content_hash": "\u0661" * 64}, BAD_HASH),
    ({"content_hash": "\u212a" * 64}, BAD_HASH),
]


@pytest.mark.parametrize(("fields", "answer"), REFUSED)
def test_a_wrong_knock_is_refused(fields: dict[str, object], answer: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read(**fields)
    assert str(refused.value) == answer


@pytest.mark.parametrize("origin", ["ftp://a", "a", "http://u@a", "http://a?b", "http://a#b", ""])
def test_an_origin_must_be_an_address(origin: str) -> None:
    with pytest.raises(BadRequest, match="origin must be an http or https URL: "):
        read(origin=origin)


@given(st.dictionaries(st.sampled_from(["ping_id", "origin", "size", "content_hash"]), json_values))
def test_any_object_is_a_knock_or_a_bad_request(fields: dict[str, object]) -> None:
    try:
        knock = read_knock(parse_object(json.dumps(fields).encode()))
    except BadRequest:
        return
    assert is_ping_id(knock.ping_id)


@pytest.mark.parametrize(
    "knock", [Knock(ID, ORIGIN), Knock(ID, ORIGIN, "x", HASH, 0), Knock(ID, ORIGIN, "\u2603")]
)
def test_a_knock_is_read_as_it_is_posted(knock: Knock) -> None:
    assert read_knock(parse_object(knock_body(knock))) == knock


def test_what_was_not_said_is_not_said() -> None:
    body = b'{"ping_id":"p","origin":"http://a","payload_type":"ask"}'
    assert knock_body(Knock("p", "http://a")) == body


MAYBE_JSON = [
    *(None, "", "application/json", "Application/JSON", " application/json ", "text/json"),
    *("application/json; charset=utf-8", "application/json;charset", "; charset=utf-8"),
    *("application/x+json", "application/ping+json; v=1", "application/x-www-form-urlencoded"),
    *("text/plain", "text/html; charset=latin-1"),
]


@pytest.mark.parametrize("content_type", MAYBE_JSON)
def test_a_body_may_be_json_whatever_it_is_called(content_type: str | None) -> None:
    check_type(content_type)


NO_JSON = [
    *("application/xml", "application/octet-stream", "multipart/form-data; boundary=x"),
    *("json", "+json", "application/jsonp", "application/json+xml", "texts/plain", "image/png"),
]


@pytest.mark.parametrize("content_type", NO_JSON)
def test_a_body_that_is_something_else_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedType) as refused:
        check_type(content_type)
    assert refused.value.status == 415
