"""What anonymous senders ask for, and what is passed on of what is said."""

import json

import pytest

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.ping.anonymous import (
    AnonymousKnock,
    knock_from,
    may_pass,
    outbox_body,
    read_anonymous,
)
from plong.protocol.ping.errors import SenderFailed
from plong.protocol.ping.models import Knock

TARGET = "https://target.example/at/x"
PING = {"ping_id": "p", "origin": "https://sender.example"}


def read(**fields: object) -> AnonymousKnock:
    return read_anonymous(parse_object(json.dumps({"target": TARGET, **fields}).encode()))


def test_an_anonymous_knock_is_read() -> None:
    ping = {**PING, "payload_type": "x", "content_hash": "AB" * 32, "size": 5, "else": {}}
    knock = Knock("p", "https://sender.example", "x", "ab" * 32, 5)
    assert read(ping=ping, other=1) == AnonymousKnock(TARGET, knock)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"target": None, "ping": PING}, "target must be a string."),
        ({"target": "x" * 2049, "ping": PING}, "target must be at most 2048 characters."),
        ({"target": "here", "ping": PING}, "target must be an http or https URL: "),
        ({}, "ping must be a JSON object."),
        ({"ping": "p"}, "ping must be a JSON object."),
        ({"ping": [PING]}, "ping must be a JSON object."),
        ({"ping": {**PING, "ping_id": ".."}}, "ping_id must be 1 to 128"),
        ({"ping": {**PING, "origin": "x"}}, "origin must be an http or https URL: "),
    ],
)
def test_a_wrong_one_is_refused(fields: dict[str, object], answer: str) -> None:
    with pytest.raises(BadRequest, match=answer):
        read(**fields)


def test_only_the_origin_is_another_one() -> None:
    knock = Knock("p", "http://a", "x", "a" * 64, 5)
    assert knock_from(knock, "http://b") == Knock("p", "http://b", "x", "a" * 64, 5)


def test_of_a_content_nothing_is_passed_on_that_ping_does_not_have() -> None:
    said = {"content": "Rain.", "payload_type": "x", "ping_id": "q", "origin": "http://me"}
    assert json.loads(outbox_body("p", json.dumps(said).encode(), 5)) == {
        "ping_id": "p",
        "payload_type": "x",
        "content": "Rain.",
        "content_hash": "389be6297686686ab318446cb68c4664e282de1e41a62e4e5b3b7c5f8ad9ce23",
    }


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"content":1}', b'{"content":"","payload_type":1}']
)
def test_what_is_no_content_is_not_passed_on(body: bytes) -> None:
    with pytest.raises(SenderFailed, match="no PING content"):
        outbox_body("p", body, 100)


@pytest.mark.parametrize("content", ["x" * 11, "ü" * 6])
def test_too_much_is_not_passed_on(content: str) -> None:
    with pytest.raises(SenderFailed, match="more than 10 bytes"):
        outbox_body("p", json.dumps({"content": content}).encode(), 10)


@pytest.mark.parametrize(
    ("status", "passes"),
    [(101, False), (199, False), (200, True), (302, True), (599, True), (600, False), (999, False)],
)
def test_a_status_is_passed_on_if_an_answer_can_have_it(status: int, passes: bool) -> None:
    assert may_pass(status) is passes
