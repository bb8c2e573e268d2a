"""The HTTP API: each refusal, with its exact status and sentence."""

import json

import pytest

from tests.support.server import Server

NOBODY = "A" * 86
NOT_JSON = "The body must be JSON in UTF-8."
NO_OBJECT = "The body must be a JSON object."
BLANK_ID = "PrivateId must be a string that is not blank."
BLANK = "Passphrase must be a string that is not blank."
UNICODE = "Passphrase must be valid Unicode."
TOO_LONG = "Passphrase must be at most 1024 bytes."
TOO_BIG = "The body must be at most 65536 bytes."
USES = "Uses must be a whole number from 1 to 2147483647."
TIMEOUT = "Timeout must be a whole number of seconds from 1 to 1800."
NO_SUCH_PEER = "No such peer."

NO_OBJECTS: list[tuple[bytes, int, str]] = [
    (b"", 400, NOT_JSON),
    (b"nonsense", 400, NOT_JSON),
    (b"{", 400, NOT_JSON),
    (b"{} {}", 400, NOT_JSON),
    (b"Passphrase=p", 400, NOT_JSON),
    (b'{"Passphrase":"\xff"}', 400, NOT_JSON),
    (b"\xff\xfe{\x00}\x00", 400, NOT_JSON),
    (b'{"Passphrase":NaN}', 400, NOT_JSON),
    (b'{"Passphrase":"\x00"}', 400, NOT_JSON),
    (b'{"a":' * 10000, 400, NOT_JSON),
    (b"[]", 400, NO_OBJECT),
    (b'"p"', 400, NO_OBJECT),
    (b"null", 400, NO_OBJECT),
    (b"1e999", 400, NO_OBJECT),
    (b'{"Passphrase":"p","Passphrase":"p"}', 400, "A field is given twice."),
    (b" " * 65537, 413, TOO_BIG),
    (b'{"Passphrase":"' + b"x" * (1 << 20) + b'"}', 413, TOO_BIG),
]
OBJECTS: list[tuple[str, object, int, str]] = [
    ("/iam", {}, 400, BLANK_ID),
    ("/iam", {"PrivateId": None, "Passphrase": "p"}, 400, BLANK_ID),
    ("/iam", {"PrivateId": " ", "Passphrase": "p"}, 400, BLANK_ID),
    ("/iam", {"PrivateId": [NOBODY], "Passphrase": "p"}, 400, BLANK_ID),
    ("/iam", {"PrivateId": NOBODY}, 400, BLANK),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "\u2003"}, 400, BLANK),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": True}, 400, BLANK),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "\ud800"}, 400, UNICODE),
    ("/iam", {"PrivateId": "\udfff", "Passphrase": "p"}, 400, "PrivateId must be valid Unicode."),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "x" * 1025}, 400, TOO_LONG),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "é" * 513}, 400, TOO_LONG),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p", "Uses": 0}, 400, USES),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p", "Uses": 1.5}, 400, USES),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p", "Uses": True}, 400, USES),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p", "Uses": 2**31}, 400, USES),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p", "Timeout": "60"}, 400, TIMEOUT),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p", "Timeout": -1}, 400, TIMEOUT),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p", "timeout": 1801}, 400, TIMEOUT),
    ("/iam", {"PrivateId": NOBODY, "Passphrase": "p"}, 404, NO_SUCH_PEER),
    ("/iam", {"PrivateId": "me\x00", "Passphrase": "p"}, 404, NO_SUCH_PEER),
    ("/whois", {}, 400, BLANK),
    ("/whois", {"Passphrase": ""}, 400, BLANK),
    ("/whois", {"Passphrase": {"Passphrase": "p"}}, 400, BLANK),
    ("/whois", {"Passphrase": "\udc00"}, 400, UNICODE),
    ("/whois", {"Passphrase": "x" * 1025}, 400, TOO_LONG),
    ("/whois", {"Passphrase": "nobody has it"}, 404, "Identity not found."),
    ("/whois", {"Passphrase": "x" * 1024}, 404, "Identity not found."),
    ("/whois", {"Passphrase": "\x00"}, 404, "Identity not found."),
    ("/obai", {}, 400, BLANK_ID),
    ("/obai", {"PrivateId": 86}, 400, BLANK_ID),
    ("/obai", {"PrivateId": NOBODY}, 404, NO_SUCH_PEER),
    ("/obai", {"PrivateId": "é" * 86}, 404, NO_SUCH_PEER),
]
NOT_THERE = ["/nothing", "/ohai/", "//ohai", "/OHAI", "/wuu2/x", "/%00", "/ws2", "/index.html"]
NO_METHOD = [
    ("POST", "/", "GET, HEAD"),
    ("POST", "/wuu2", "GET, HEAD"),
    ("DELETE", "/ohai", "GET, POST"),
    ("GET", "/iam", "POST"),
    ("PUT", "/iam", "POST"),
    ("GET", "/whois", "POST"),
    ("GET", "/obai", "DELETE, POST"),
    ("OPTIONS", "/obai", "DELETE, POST"),
    ("PATCH", "/obai", "DELETE, POST"),
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", ["/iam", "/whois", "/obai"])
@pytest.mark.parametrize(("body", "status", "sentence"), NO_OBJECTS, ids=range(len(NO_OBJECTS)))
async def test_a_body_that_is_no_json_object_is_refused(
    shared_server: Server, path: str, body: bytes, status: int, sentence: str
) -> None:
    answer = await shared_server.http.post(path, content=body)
    assert (answer.status_code, answer.json()) == (status, {"Error": sentence})


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("path", "fields", "status", "sentence"), OBJECTS)
async def test_wrong_fields_are_refused(
    shared_server: Server, path: str, fields: object, status: int, sentence: str
) -> None:
    answer = await shared_server.http.post(path, content=json.dumps(fields))
    assert (answer.status_code, answer.json()) == (status, {"Error": sentence})


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", NOT_THERE)
async def test_what_is_not_there_is_404(shared_server: Server, method: str, path: str) -> None:
    answer = await shared_server.http.request(method, f"{shared_server.http.base_url}{path}")
    assert answer.status_code == 404
    assert answer.json() == {"Error": "There is nothing at this path."}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("method", "path", "allowed"), NO_METHOD)
async def test_a_wrong_method_is_405_and_names_the_right_ones(
    shared_server: Server, method: str, path: str, allowed: str
) -> None:
    answer = await shared_server.http.request(method, path)
    assert answer.status_code == 405
    assert answer.json() == {"Error": "This path does not take this method."}
    assert ", ".join(sorted(answer.headers["Allow"].split(", "))) == allowed
