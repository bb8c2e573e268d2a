"""The HTTP API: what each route answers to whom asks it right."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from plong import __version__
from tests.support.server import Server
from tests.support.talk import hear_close

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRIVATE_ID = re.compile(r"[A-Za-z0-9_-]{86}")
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{43}")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
SPELLINGS = [
    ("PrivateId", "Passphrase"),
    ("privateid", "passphrase"),
    ("PRIVATEID", "PASSPHRASE"),
    ("privateId", "passPhrase"),
]
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=UTF-8",
    "text/plain",
    "application/octet-stream",
    "multipart/form-data",
    "nonsense",
]


@pytest.mark.parametrize("path", ["/", "/wuu2"])
async def test_the_status_names_version_mode_and_counts(shared_server: Server, path: str) -> None:
    before = (await shared_server.http.get(path)).json()
    me = await shared_server.ohai()
    await shared_server.iam(me, f"counted by {path}")
    answer = await shared_server.http.get(path)
    assert answer.status_code == 200
    counts = before["Status"]
    assert answer.json() == {
        "Version": __version__,
        "Mode": "hwx",
        "Status": {"Peers": counts["Peers"] + 1, "Identities": counts["Identities"] + 1},
        "IdentityTimeout": 1800,
        "Limits": before["Limits"],
    }
    assert before["Limits"]["IdentityTimeout"] == 1800


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_ohai_makes_a_new_peer_each_time(shared_server: Server, method: str) -> None:
    answers = [await shared_server.http.request(method, "/ohai") for _ in range(2)]
    first, second = (answer.json() for answer in answers)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert list(first) == ["PrivateId", "PublicId", "Created"]
    assert PRIVATE_ID.fullmatch(first["PrivateId"])
    assert PUBLIC_ID.fullmatch(first["PublicId"])
    assert RFC3339.fullmatch(first["Created"])
    assert first["PrivateId"] != second["PrivateId"]
    assert first["PublicId"] != second["PublicId"]


async def test_whois_finds_who_said_iam(shared_server: Server) -> None:
    me = await shared_server.ohai()
    claimed = await shared_server.iam(me, "the quick brown fox")
    assert claimed.status_code == 200
    who = {"PublicId": me.public_id, "Created": me.created}
    expires = claimed.json()["Expires"]
    assert claimed.json() == {**who, "Expires": expires}
    assert RFC3339.fullmatch(expires)
    found = await shared_server.whois("the quick brown fox")
    assert (found.status_code, found.json()) == (200, who)


@pytest.mark.parametrize(("private_id", "passphrase"), SPELLINGS)
async def test_field_names_match_in_any_case(
    shared_server: Server, private_id: str, passphrase: str
) -> None:
    me = await shared_server.ohai()
    body = {private_id: me.private_id, passphrase: f"case of {passphrase}"}
    assert (await shared_server.post("/iam", body)).status_code == 200
    found = await shared_server.post("/whois", {passphrase: f"case of {passphrase}"})
    assert found.json()["PublicId"] == me.public_id
    assert (await shared_server.post("/obai", {private_id: me.private_id})).status_code == 200


@pytest.mark.parametrize("content_type", TYPES)
async def test_bodies_are_json_whatever_their_type(
    shared_server: Server, content_type: str
) -> None:
    me = await shared_server.ohai()
    headers = {"Content-Type": content_type}
    bodies = {
        "/iam": f'{{"PrivateId":"{me.private_id}","Passphrase":"as {content_type}"}}',
        "/whois": f'{{"Passphrase":"as {content_type}"}}',
        "/obai": f'{{"PrivateId":"{me.private_id}"}}',
    }
    for path, body in bodies.items():
        answer = await shared_server.http.post(path, content=body, headers=headers)
        assert answer.status_code == 200, (path, answer.text)


async def test_a_body_may_come_in_chunks(shared_server: Server) -> None:
    async def chunks() -> Any:
        for byte in b'{"Passphrase": "in chunks"}':
            yield bytes((byte,))

    answer = await shared_server.http.post("/whois", content=chunks())
    assert answer.json() == {"Error": "Identity not found."}


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_obai_removes_peer_identities_and_connections(
    shared_server: Server, method: str
) -> None:
    me = await shared_server.ohai()
    await shared_server.iam(me, f"leaving by {method}")
    async with shared_server.connect(me) as connection:
        answer = await shared_server.http.request(
            method, "/obai", json={"PrivateId": me.private_id}
        )
        assert (answer.status_code, answer.json()) == (200, {})
        assert await hear_close(connection) == (4001, "Peer removed.")
    assert (await shared_server.whois(f"leaving by {method}")).status_code == 404
    async with shared_server.connect(me) as connection:
        assert await hear_close(connection) == (4004, "No such peer.")


ANSWERED: list[tuple[str, str, Mapping[str, Any]]] = [
    ("GET", "/", {}),
    ("GET", "/ohai", {}),
    ("GET", "/nothing", {}),
    ("GET", "/iam", {}),
    ("POST", "/whois", {"content": "nonsense"}),
]


@pytest.mark.parametrize(("method", "path", "options"), ANSWERED)
async def test_every_answer_is_json_that_nobody_keeps_and_every_page_may_read(
    shared_server: Server, method: str, path: str, options: Mapping[str, Any]
) -> None:
    for headers in ({}, {"Origin": "https://any.example"}):
        request: Mapping[str, Any] = {**options, "headers": headers}
        answer: httpx.Response = await shared_server.http.request(method, path, **request)
        assert isinstance(answer.json(), dict)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers.get_list("Access-Control-Allow-Origin") == ["*"]


async def test_asking_for_the_head_of_ohai_makes_no_peer(shared_server: Server) -> None:
    before = (await shared_server.http.get("/")).json()["Status"]["Peers"]
    assert (await shared_server.http.head("/ohai")).status_code == 405
    assert (await shared_server.http.get("/")).json()["Status"]["Peers"] == before
