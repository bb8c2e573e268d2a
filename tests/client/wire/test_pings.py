"""What the server answers of pings, and what it must not."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.client.wire.errors import PlongError
from plong.client.wire.fields import Fields, read_json, read_list
from plong.client.wire.objects import write_object
from plong.client.wire.pings import Pulled, Sent, Waiting
from tests.support.commands import json_values

WAITING = {
    "ping_id": "a",
    "origin": "http://a",
    "payload_type": "ask",
    "content_hash": None,
    "size": None,
    "tier": "public",
    "state": "PING_RECEIVED",
    "received_at": "2026-11-21T17:00:00Z",
}


def refusal_of(body: bytes, kind: type[Sent | Pulled]) -> str:
    with pytest.raises(PlongError) as caught:
        kind.read(body)
    return caught.value.code


def test_what_waits_is_read_with_its_hints() -> None:
    received = datetime(2026, 11, 21, 17, tzinfo=UTC)
    bare = Waiting("a", "http://a", "ask", None, None, "public", "PING_RECEIVED", received)
    assert Waiting.read(Fields(WAITING)) == bare
    full = Waiting.read(Fields({**WAITING, "content_hash": "f" * 64, "size": 27}))
    assert (full.content_hash, full.size) == ("f" * 64, 27)


WRONG = [
    {"ping_id": 1},
    {"ping_id": None},
    {"origin": "\ud800"},
    {"payload_type": []},
    {"content_hash": 1},
    {"size": -1},
    {"size": True},
    {"size": 1.0},
    {"tier": None},
    {"received_at": "yesterday"},
    {"received_at": "2026-11-21T17:00:00"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_an_item_with_a_wrong_field_is_a_bad_answer(wrong: dict[str, object]) -> None:
    name = next(iter(wrong))
    with pytest.raises(PlongError, match=name) as caught:
        Waiting.read(Fields({**WAITING, **wrong}))
    assert caught.value.code == "bad-answer"


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"\xff", b"[" * 100_000, b'{"a":[]}', b"7"])
def test_what_is_no_list_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(PlongError) as caught:
        read_list(body, Waiting.read)
    assert caught.value.code == "bad-answer"


def test_a_list_of_something_else_is_a_bad_answer() -> None:
    with pytest.raises(PlongError, match="an object"):
        read_list(b"[7]", Waiting.read)


def pulled(content: str, announced: str) -> bytes:
    digest = hashlib.sha256(announced.encode()).hexdigest()
    whose = {"ping_id": "a", "origin": "http://a", "payload_type": "ask"}
    return write_object(**whose, content=content, content_hash=digest).encode()


@given(st.text())
def test_any_text_comes_as_it_is(content: str) -> None:
    assert Pulled.read(pulled(content, content)).content == content


def test_a_damaged_content_is_a_bad_answer() -> None:
    assert refusal_of(pulled("a", "b"), Pulled) == "bad-answer"
    assert refusal_of(pulled("\ud800", "b"), Pulled) == "bad-answer"


@given(json_values)
def test_nonsense_is_an_error_and_never_another(value: object) -> None:
    body = write_object(ping_id=value, state=value).encode()
    is_text = isinstance(value, str) and value.encode(errors="ignore").decode() == value
    if is_text:
        assert Sent.read(body).ping_id == value
    else:
        assert refusal_of(body, Sent) == "bad-answer"


def test_a_bad_answer_shows_a_little_of_it() -> None:
    with pytest.raises(PlongError) as caught:
        read_json(b"x" * 10_000)
    assert len(str(caught.value)) < 200
