"""Tokens: what is kept of them."""

import pytest

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.ids import encode_id
from plong.protocol.ping.token import MAX_NAME, TOKEN_BYTES, Token, read_token, token_id_of

SECRET = encode_id(bytes(range(TOKEN_BYTES)))
TOKEN_ID = "6oZqdX5MOLq_qBJ8vppAnT4fk6AP8UiP9zX8-Rev_9A"
"""printf %s "$SECRET" | openssl dgst -sha256 -binary | base64, in the alphabet for URLs"""


def read(body: bytes) -> Token:
    return read_token(parse_object(body), SECRET, "B" * 43, 1000.0)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"{}", ""),
        (b'{"name": null}', ""),
        (b'{"name": "Carol\'s phone"}', "Carol's phone"),
        (b'{"name": "%s", "else": 1}' % (b"x" * MAX_NAME), "x" * MAX_NAME),
    ],
)
def test_a_token_is_asked_for(body: bytes, name: str) -> None:
    assert read(body) == Token(TOKEN_ID, "B" * 43, name, 1000.0)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ('"%s"' % ("x" * (MAX_NAME + 1)), "name must be at most 100 characters."),
        ("1", "name must be a string."),
        ('"\\ud800"', "name must be valid Unicode."),
    ],
)
def test_a_wrong_name_is_refused(value: str, sentence: str) -> None:
    with pytest.raises(BadRequest, match=sentence):
        read(f'{{"name": {value}}}'.encode())


def test_a_token_is_known_by_its_hash() -> None:
    assert token_id_of(SECRET) == TOKEN_ID
    assert token_id_of(SECRET[:-1] + "9") != TOKEN_ID


@pytest.mark.parametrize("text", ["", "x", SECRET[1:], f"{SECRET}=", f" {SECRET}", "é" * 43])
def test_what_looks_like_no_token_is_none(text: str) -> None:
    assert token_id_of(text) is None
