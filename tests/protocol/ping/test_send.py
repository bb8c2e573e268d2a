"""What owners ask to be sent."""

import json

import pytest

from plong.protocol.errors import BadRequest, TooBig
from plong.protocol.fields import parse_object
from plong.protocol.ping.models import Tier
from plong.protocol.ping.send import Send, read_send

TARGET = "http://localhost:5001"


def read(**fields: object) -> Send:
    body = {"target": TARGET, "content": "Hi", **fields}
    return read_send(parse_object(json.dumps(body).encode()), max_content=10)


def test_the_seeds_own_example_is_read() -> None:
    body = b"""{
        "origin": "http://localhost:5000",
        "target": "http://localhost:5001",
        "payload_type": "ask",
        "content": "What inspires your writing?"
    }"""
    assert read_send(parse_object(body), 64) == Send(
        "http://localhost:5000", "http://localhost:5001", "ask", "What inspires your writing?"
    )


@pytest.mark.parametrize(
    ("fields", "send"),
    [
        ({}, Send(None, TARGET, "ask", "Hi")),
        ({"origin": None, "payload_type": None}, Send(None, TARGET, "ask", "Hi")),
        ({"origin": "http://a/", "else": 1}, Send("http://a/", TARGET, "ask", "Hi")),
        ({"content": ""}, Send(None, TARGET, "ask", "")),
        ({"content": " \0\n"}, Send(None, TARGET, "ask", " \0\n")),
        ({"content": "\u00fc" * 5}, Send(None, TARGET, "ask", "\u00fc" * 5)),
        ({"content_hash": "ignored"}, Send(None, TARGET, "ask", "Hi")),
        ({"door": None, "token": None}, Send(None, TARGET, "ask", "Hi")),
        ({"door": "public"}, Send(None, TARGET, "ask", "Hi")),
        ({"door": "private"}, Send(None, TARGET, "ask", "Hi", Tier.PRIVATE)),
        (
            {"door": "user", "token": "aZ0-._~+/=="},
            Send(None, TARGET, "ask", "Hi", Tier.USER, "aZ0-._~+/=="),
        ),
        (
            {"door": "user", "token": "x" * 256},
            Send(None, TARGET, "ask", "Hi", Tier.USER, "x" * 256),
        ),
    ],
)
def test_a_send_is_read(fields: dict[str, object], send: Send) -> None:
    assert read(**fields) == send


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"target": None}, "target must be a string."),
        ({"target": 1}, "target must be a string."),
        ({"target": "a" * 2049}, "target must be at most 2048 characters."),
        ({"origin": 1}, "origin must be a string."),
        ({"origin": "a" * 2049}, "origin must be at most 2048 characters."),
        ({"content": None}, "content must be a string."),
        ({"content": {"a": 1}}, "content must be a string."),
        ({"content": "\ud83d"}, "content must be valid Unicode."),
        ({"payload_type": 1}, "payload_type must be a string."),
        ({"payload_type": "x" * 257}, "payload_type must be at most 256 characters."),
        ({"door": 1}, "door must be a string."),
        ({"door": "anonymous"}, "door must be one of public, user, private."),
        ({"door": ""}, "door must be one of public, user, private."),
        ({"door": "User", "token": "x"}, "door must be one of public, user, private."),
        ({"door": "user"}, "token must be a string."),
        ({"door": "user", "token": 1}, "token must be a string."),
        ({"token": "x"}, "token is for the door user only."),
        ({"token": ""}, "token is for the door user only."),
        ({"door": "public", "token": "x"}, "token is for the door user only."),
        ({"door": "private", "token": "x"}, "token is for the door user only."),
    ],
)
def test_a_wrong_send_is_refused(fields: dict[str, object], answer: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read(**fields)
    assert str(refused.value) == answer


@pytest.mark.parametrize("name", ["origin", "target"])
def test_a_send_names_addresses(name: str) -> None:
    with pytest.raises(BadRequest, match=f"{name} must be an http or https URL: "):
        read(**{name: "localhost:5000"})


@pytest.mark.parametrize("content", ["x" * 11, "\u00fc" * 6])
def test_a_content_that_is_too_big_is_refused(content: str) -> None:
    with pytest.raises(TooBig, match=r"content must be at most 10 bytes\."):
        read(content=content)


WRONG_TOKENS = ["", "=", "a b", " a", "a\n", "a\r\nX: y", "a=b", "Bearer a", "\u00e9", "x" * 257]


@pytest.mark.parametrize("token", WRONG_TOKENS)
def test_a_token_that_no_header_can_say_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(BadRequest, match=r"token must be 1 to 256 characters of ") as refused:
        read(door="user", token=token)
    assert len(str(refused.value)) < 100


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(read(door="user", token="secret"))
