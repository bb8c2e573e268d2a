"""The contract that four other implementations keep: docs/wire/ping.md, row by row.

Requests are written as the Python (requests), JavaScript (undici), Go and Rust (reqwest)
implementations send them.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.mail import ORIGIN, Owner, knock_of
from tests.support.raw import Answer, raw_client
from tests.support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON = {"Content-Type": "application/json"}
CLIENTS: Mapping[str, Mapping[str, str]] = {
    "python": {
        "User-Agent": "python-requests/2.32.3",
        "Accept-Encoding": "gzip, deflate",
        "Accept": "*/*",
        "Connection": "keep-alive",
    },
    "javascript": {
        "connection": "keep-alive",
        "accept": "*/*",
        "accept-language": "*",
        "sec-fetch-mode": "cors",
        "user-agent": "node",
        "accept-encoding": "gzip, deflate",
    },
    "go": {"User-Agent": "Go-http-client/1.1", "Accept-Encoding": "gzip"},
    "rust": {"accept": "*/*"},
}
EMPTY_ACKS = {
    "python": {"Content-Length": "0"},
    "javascript": {"content-length": "0"},
    "go": {"Content-Length": "0", **JSON},
    "rust": {},
}
CLIENT = pytest.mark.parametrize("client", CLIENTS)


async def ask(
    server: Server, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
) -> Answer:
    """Send a request with these headers and Host, and no others; a body brings its length."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    async with raw_client(server.port) as raw:
        await raw.send("\r\n".join([*lines, "", ""]).encode() + (body or b""))
        if method == "HEAD":
            head = await raw.read_until(b"\r\n\r\n")
            return Answer(int(head.split()[1]), {}, b"")
        return await raw.read_answer()


async def knock(
    owner: Owner, body: object, headers: Mapping[str, str] = JSON, path: str = "ping"
) -> Answer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await ask(owner.server, "POST", f"{owner.path}/{path}", headers, data)


# Knocks


@CLIENT
@pytest.mark.parametrize("path", ["ping", "ping/public", "/ping", "//ping//public"])
async def test_a_knock_is_taken_as_each_sends_it(client: str, path: str, bob: Owner) -> None:
    headers = {**CLIENTS[client], **JSON}
    answer = await knock(bob, knock_of(payload_type="ask", content_hash="a" * 64), headers, path)
    assert (answer.status, answer.body) == (204, b"")
    assert "content-length" not in answer.headers
    assert [waiting["ping_id"] for waiting in await bob.inbox()] == ["one"]


TYPES = [
    *((None, 204), ("text/plain", 204), ("text/plain;charset=UTF-8", 204)),
    *(("application/json; charset=utf-8", 204), ("application/ld+json", 204), ("", 204)),
    ("application/x-www-form-urlencoded", 204),
    *(("image/png", 415), ("application/octet-stream", 415), ("multipart/form-data", 415)),
]


@pytest.mark.parametrize(("content_type", "status"), TYPES)
async def test_a_knock_may_have_any_type_that_could_be_json(
    content_type: str | None, status: int, bob: Owner
) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = await knock(bob, knock_of(), headers)
    assert answer.status == status
    assert len(await bob.inbox()) == (status == 204)


BODIES: list[tuple[object, int]] = [
    (knock_of(content_hash=None), 204),
    (knock_of(content_hash=""), 204),
    (knock_of(content_hash="A" * 64), 204),
    (knock_of(payload_type=None), 204),
    (knock_of(size=12, magnet="magnet:?xt=urn:sha256:00", anything={"x": [1]}), 204),
    (knock_of("x" * 128), 204),
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b"null", 400),
    (b"\xff{}", 400),
    ({}, 400),
    ({"ping_id": "one"}, 400),
    ({"origin": ORIGIN}, 400),
    (knock_of(""), 400),
    (knock_of("x" * 129), 400),
    (knock_of("a/b"), 400),
    (knock_of(".."), 400),
    ({"ping_id": 1, "origin": ORIGIN}, 400),
    ({"ping_id": "one", "origin": None}, 400),
    (knock_of(content_hash="abc"), 400),
    (knock_of(content_hash=1), 400),
    (knock_of(payload_type="x" * 257), 400),
    *(
        ({"ping_id": "one", "origin": origin}, 400)
        for origin in ("ftp://a", "a", "http://a?b", "http://a#b", "http://u@a", "//a")
    ),
    ({"ping_id": "one", "origin": "http://a/" + "x" * 2048}, 400),
    (knock_of(rest="x" * 65536), 413),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
async def test_what_a_knock_must_say(body: object, status: int, bob: Owner) -> None:
    answer = await knock(bob, body)
    assert answer.status == status
    assert len(await bob.inbox()) == (status == 204)
    if status != 204:
        assert set(answer.json) == {"error", "code"}
        assert answer.headers["content-type"] == "application/json"


async def test_what_is_wrong_is_said_whoever_lives_there(station: Server) -> None:
    nobody = Owner(station, "/at/" + "x" * 43)
    assert (await knock(nobody, b"{")).status == 400
    assert (await knock(nobody, knock_of(), {"Content-Type": "image/png"})).status == 415
    assert (await knock(nobody, knock_of(rest="x" * 65536))).status == 413


async def test_the_same_knock_again_changes_nothing(bob: Owner) -> None:
    assert (await knock(bob, knock_of(payload_type="ask"))).status == 204
    assert (await knock(bob, knock_of(payload_type="other"))).status == 204
    assert [waiting["payload_type"] for waiting in await bob.inbox()] == ["ask"]


async def test_an_id_from_another_origin_is_another_ping(bob: Owner) -> None:
    for host in ("a", "b"):
        body = {"ping_id": "one", "origin": f"https://{host}.example.org"}
        assert (await knock(bob, body)).status == 204
    assert len(await bob.inbox()) == 2


async def test_what_was_ignored_is_remembered(bob: Owner) -> None:
    await knock(bob, knock_of())
    assert (await bob.ask("POST", "ignore/one")).status_code == 204
    assert (await bob.ask("POST", "ignore/never-heard-of")).status_code == 204
    assert (await knock(bob, knock_of())).status == 204
    assert await bob.inbox() == []


METHODS = [
    *(("GET", "ping"), ("PUT", "ping"), ("HEAD", "ping"), ("GET", "ping/public")),
    *(("GET", "outbox/x/ack"), ("POST", "outbox/x"), ("DELETE", "inbox"), ("GET", "send")),
    *(("GET", "pull/x"), ("GET", "ignore/x"), ("PUT", "block")),
]


@pytest.mark.parametrize(("method", "path"), METHODS)
async def test_another_method_is_refused(method: str, path: str, bob: Owner) -> None:
    answer = await ask(bob.server, method, f"{bob.path}/{path}", {})
    assert answer.status == 405


@pytest.mark.parametrize("path", ["ping", "ping/public", "outbox/x", "send", "inbox"])
async def test_pages_of_any_origin_may_ask(path: str, bob: Owner) -> None:
    wishes = {
        "Origin": "https://page.example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,authorization",
    }
    answer = await ask(bob.server, "OPTIONS", f"{bob.path}/{path}", wishes)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"GET", "POST", "DELETE"} <= set(
        answer.headers["access-control-allow-methods"].split(", ")
    )
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert "content-type" in allowed
    assert "authorization" in allowed
    plain = await ask(bob.server, "OPTIONS", f"{bob.path}/{path}", {})
    assert (plain.status, plain.headers["access-control-allow-origin"]) == (200, "*")


# Outboxes


async def announce(owner: Owner, content: str = "What inspires your writing?") -> str:
    """Put a content into the outbox, for a target where nobody answers."""
    return await owner.send("http://127.0.0.1:1", content)


CONTENTS = ["What inspires your writing?", "", "H\u00ef \U0001f642 \x00", '"\\\n']


@CLIENT
@pytest.mark.parametrize("content", CONTENTS)
async def test_content_is_served_as_four_strings(client: str, content: str, alice: Owner) -> None:
    ping_id = await announce(alice, content)
    path = f"{alice.path}/outbox/{ping_id}"
    for _ in range(2):  # as often as it is asked, until it is acknowledged
        answer = await ask(alice.server, "GET", path, CLIENTS[client])
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/json"
        assert "content-encoding" not in answer.headers
        served: Any = answer.json
        assert set(served) == {"ping_id", "payload_type", "content", "content_hash"}
        assert (served["ping_id"], served["content"]) == (ping_id, content)
        assert all(isinstance(value, str) for value in served.values())


@CLIENT
async def test_an_ack_closes_the_outbox_and_may_come_again(client: str, alice: Owner) -> None:
    ping_id = await announce(alice)
    path = f"{alice.path}/outbox/{ping_id}"
    headers = {**CLIENTS[client], **EMPTY_ACKS[client]}
    early = await ask(alice.server, "POST", f"{path}/ack", headers)
    assert early.status == 409
    assert (await ask(alice.server, "GET", path, CLIENTS[client])).status == 200
    for _ in range(2):
        answer = await ask(alice.server, "POST", f"{path}/ack", headers)
        assert (answer.status, answer.body) == (204, b"")
    gone = await ask(alice.server, "GET", path, CLIENTS[client])
    assert gone.status == 410
    assert set(gone.json) == {"error", "code"}


async def test_a_head_moves_nothing(alice: Owner) -> None:
    ping_id = await announce(alice)
    path = f"{alice.path}/outbox/{ping_id}"
    assert (await ask(alice.server, "HEAD", path, {})).status == 200
    assert (await ask(alice.server, "POST", f"{path}/ack", {})).status == 409


@pytest.mark.parametrize(("method", "rest"), [("GET", ""), ("HEAD", ""), ("POST", "/ack")])
async def test_an_unknown_ping_is_not_found(method: str, rest: str, alice: Owner) -> None:
    answer = await ask(alice.server, method, f"{alice.path}/outbox/unknown{rest}", {})
    assert answer.status == 404


async def test_runs_of_slashes_count_as_one(alice: Owner) -> None:
    ping_id = await announce(alice)
    path = f"{alice.path}//outbox///{ping_id}"
    assert (await ask(alice.server, "GET", path, {})).status == 200
    assert (await ask(alice.server, "POST", f"{path}//ack", {})).status == 204


async def test_what_one_address_announces_is_at_no_other(alice: Owner, bob: Owner) -> None:
    ping_id = await announce(alice)
    for path in (f"{bob.path}/outbox/{ping_id}", f"/outbox/{ping_id}"):
        assert (await ask(alice.server, "GET", path, {})).status == 404
