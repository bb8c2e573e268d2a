"""``iam``, ``whois`` and ``obai``: what they ask, and the exact answer when they ask it wrongly."""

import pytest

from plong.protocol.errors import BadRequest
from plong.protocol.fields import parse_object
from plong.protocol.requests import (
    MAX_USES,
    Claim,
    Find,
    Remove,
    read_claim,
    read_find,
    read_remove,
)

NO_ID = "PrivateId must be a string that is not blank."
NO_PASSPHRASE = "Passphrase must be a string that is not blank."
TOO_LONG = "Passphrase must be at most 1024 bytes."
WRONG_USES = f"Uses must be a whole number from 1 to {MAX_USES}."
WRONG_TIMEOUT = "Timeout must be a whole number of seconds from 1 to 1800."


def claim(fields: str, *, own_peer: bool = False) -> Claim:
    return read_claim(parse_object(f"{{{fields}}}".encode()), 1800, own_peer=own_peer)


CLAIMS = [
    ('"PrivateId": "bob", "Passphrase": "p"', Claim("bob", b"p", None, None)),
    ('"privateid": "bob", "PASSPHRASE": "p"', Claim("bob", b"p", None, None)),
    ('"PrivateId": "bob", "Passphrase": " p "', Claim("bob", b" p ", None, None)),
    ('"PrivateId": "bob", "Passphrase": "e\\u0301"', Claim("bob", b"\xc3\xa9", None, None)),
    ('"PrivateId": "bob", "Passphrase": "p", "Uses": 1', Claim("bob", b"p", 1, None)),
    (f'"PrivateId": "b", "Passphrase": "p", "Uses": {MAX_USES}', Claim("b", b"p", MAX_USES, None)),
    ('"PrivateId": "bob", "Passphrase": "p", "Timeout": 1', Claim("bob", b"p", None, 1)),
    ('"PrivateId": "bob", "Passphrase": "p", "Timeout": 1800', Claim("bob", b"p", None, 1800)),
    (
        '"PrivateId": "bob", "Passphrase": "p", "Uses": null, "Timeout": null, "Else": 1e999',
        Claim("bob", b"p", None, None),
    ),
]


@pytest.mark.parametrize(("fields", "expected"), CLAIMS)
def test_iam_is_read(fields: str, expected: Claim) -> None:
    assert claim(fields) == expected
    assert claim(fields, own_peer=True) == expected


BAD_CLAIMS = [
    ('"Passphrase": 1, "PrivateId": " "', NO_ID),
    ('"PrivateId": "", "Passphrase": "p"', NO_ID),
    ('"PrivateId": 1, "Passphrase": "p"', NO_ID),
    ('"PrivateId": ["bob"], "Passphrase": "p"', NO_ID),
    ('"PrivateId": "\\ud800", "Passphrase": "p"', "PrivateId must be valid Unicode."),
    ('"PrivateId": "bob"', NO_PASSPHRASE),
    ('"PrivateId": "bob", "Passphrase": ""', NO_PASSPHRASE),
    ('"PrivateId": "bob", "Passphrase": "\\n"', NO_PASSPHRASE),
    ('"PrivateId": "bob", "Passphrase": null', NO_PASSPHRASE),
    ('"PrivateId": "bob", "Passphrase": {}', NO_PASSPHRASE),
    ('"PrivateId": "bob", "Passphrase": "\\udfff"', "Passphrase must be valid Unicode."),
    (f'"PrivateId": "bob", "Passphrase": "{"x" * 1025}"', TOO_LONG),
    (f'"PrivateId": "bob", "Passphrase": "{"x" * 2**20}"', TOO_LONG),
    ('"PrivateId": "bob", "Passphrase": "p", "Uses": 0', WRONG_USES),
    ('"PrivateId": "bob", "Passphrase": "p", "Uses": true', WRONG_USES),
    ('"PrivateId": "bob", "Passphrase": "p", "Uses": 1e999', WRONG_USES),
    (f'"PrivateId": "bob", "Passphrase": "p", "Uses": {MAX_USES + 1}', WRONG_USES),
    ('"PrivateId": "bob", "Passphrase": "p", "Timeout": 0', WRONG_TIMEOUT),
    ('"PrivateId": "bob", "Passphrase": "p", "Timeout": 1801', WRONG_TIMEOUT),
    ('"PrivateId": "bob", "Passphrase": "p", "Timeout": 1.5', WRONG_TIMEOUT),
    ('"PrivateId": "bob", "Passphrase": "p", "Timeout": "60"', WRONG_TIMEOUT),
]


@pytest.mark.parametrize("own_peer", [False, True])
@pytest.mark.parametrize(("fields", "answer"), BAD_CLAIMS, ids=range(len(BAD_CLAIMS)))
def test_a_wrong_iam_is_refused(fields: str, answer: str, own_peer: bool) -> None:
    with pytest.raises(BadRequest) as refused:
        claim(fields, own_peer=own_peer)
    assert str(refused.value) == answer


@pytest.mark.parametrize("fields", ['"Passphrase": "p"', '"PrivateId": null, "Passphrase": "p"'])
def test_iam_needs_a_private_id_but_for_the_asking_connections_own_peer(fields: str) -> None:
    assert claim(fields, own_peer=True) == Claim(None, b"p", None, None)
    with pytest.raises(BadRequest, match=NO_ID):
        claim(fields)


def test_whois_is_read() -> None:
    assert read_find(parse_object(b'{"Passphrase": "p"}')) == Find(b"p")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"{}", NO_PASSPHRASE),
        (b'{"Passphrase": "   "}', NO_PASSPHRASE),
        (b'{"Passphrase": 7}', NO_PASSPHRASE),
        (b'{"Passphrase": "%b"}' % (b"x" * 1025), TOO_LONG),
    ],
)
def test_a_wrong_whois_is_refused(body: bytes, answer: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_find(parse_object(body))
    assert str(refused.value) == answer


def test_obai_is_read() -> None:
    assert read_remove(parse_object(b'{"PrivateId": "bob"}')) == Remove("bob")


@pytest.mark.parametrize("body", [b"{}", b'{"PrivateId": ""}', b'{"PrivateId": [1]}'])
def test_a_wrong_obai_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest) as refused:
        read_remove(parse_object(body))
    assert str(refused.value) == NO_ID
