"""What owners do with their outbox and inbox, over HTTP."""

import logging
from contextlib import AsyncExitStack

import httpx
import pytest

from plong.protocol.ping.outbox import hash_of
from tests.support.mail import ORIGIN, Owner, knock_of, listening, move_in, post_server
from tests.support.server import Server, running_server
from tests.support.skins import Skin

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def deliver(sender: Owner, receiver: Owner, content: str, **more: object) -> str:
    """Send a content; return its id when the receiver has been told."""
    async with listening(receiver) as ear:
        ping_id = await sender.send(receiver.address, content, **more)
        assert (await ear.hear())["ping_id"] == ping_id
    return ping_id


async def test_from_knock_to_acknowledgement(alice: Owner, bob: Owner) -> None:
    ping_id = await deliver(alice, bob, "What inspires your writing?", payload_type="ask")
    [waiting] = await bob.inbox()
    assert waiting["origin"] == alice.address
    assert (waiting["tier"], waiting["state"]) == ("public", "PING_RECEIVED")
    assert (waiting["payload_type"], waiting["size"]) == ("ask", 27)
    answer = await bob.ask("POST", f"pull/{ping_id}")
    assert answer.status_code == 200
    assert answer.json()["content"] == "What inspires your writing?"
    assert answer.json()["content_hash"] == waiting["content_hash"]
    outbox = await alice.server.http.get(f"{alice.path}/outbox/{ping_id}")
    assert outbox.status_code == 410
    again = await bob.ask("POST", f"pull/{ping_id}")
    assert (again.status_code, again.json()["code"]) == (409, "already-acknowledged")
    kept = await bob.ask("GET", f"inbox/{ping_id}")
    assert kept.json() == answer.json()
    assert await bob.inbox() == []


@pytest.mark.parametrize("is_far", [False, True])
@pytest.mark.parametrize("door", ["user", "private"])
async def test_one_may_send_by_another_door(
    door: str, is_far: bool, alice: Owner, bob: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "plong")
    async with AsyncExitStack() as stack:
        if is_far:
            bob = await move_in(await stack.enter_async_context(post_server(running_server)))
        ear = await stack.enter_async_context(listening(bob))
        token = (await bob.ask("POST", "tokens", {})).json()["token"] if door == "user" else None
        body = {"target": bob.address, "content": "Hi", "door": door, "token": token}
        answer = await alice.ask("POST", "send", body)
        assert (answer.status_code, set(answer.json())) == (201, {"ping_id", "state"})
        assert (await ear.hear())["ping_id"] == answer.json()["ping_id"]
        assert [waiting["tier"] for waiting in await bob.inbox()] == [door]
    assert token is None or token not in caplog.text


async def test_what_is_ignored_stays_with_its_sender(alice: Owner, bob: Owner) -> None:
    ping_id = await deliver(alice, bob, "Hi")
    assert (await bob.ask("POST", f"ignore/{ping_id}")).status_code == 204
    assert await bob.inbox() == []
    answer = await bob.ask("POST", f"pull/{ping_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-ping")
    served = await alice.server.http.get(f"{alice.path}/outbox/{ping_id}")
    assert served.status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "bad-request"),
        ({"target": "http://a"}, 400, "bad-request"),
        ({"content": "x"}, 400, "bad-request"),
        ({"target": "a", "content": "x"}, 400, "bad-request"),
        ({"target": "http://a", "content": 1}, 400, "bad-request"),
        ({"target": "http://a", "content": "x", "door": "back"}, 400, "bad-request"),
        ({"target": "http://a", "content": "x", "door": "user"}, 400, "bad-request"),
        ({"target": "http://a", "content": "x", "token": "x"}, 400, "bad-request"),
        ({"target": "http://a", "content": "x", "origin": ORIGIN}, 403, "not-your-origin"),
        ({"target": "http://10.0.0.1", "content": "x"}, 403, "not-allowed-there"),
        ({"target": "http://[::ffff:10.0.0.1]", "content": "x"}, 403, "not-allowed-there"),
        ({"target": "http://a", "content": "x" * 65537}, 413, "too-big"),
        ({"target": "http://a", "content": "\0" * 65537}, 413, "too-big"),
        ({"target": "http://a", "content": "x", "more": "x" * 500_000}, 413, "too-big"),
    ],
)
async def test_what_cannot_be_sent(body: object, status: int, code: str, alice: Owner) -> None:
    answer = await alice.ask("POST", "send", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_largest_content_arrives(alice: Owner, bob: Owner) -> None:
    content = "\0" * 65536
    ping_id = await deliver(alice, bob, content)
    assert (await bob.ask("POST", f"pull/{ping_id}")).json()["content"] == content


@pytest.mark.parametrize("path", ["pull/unknown", "inbox/unknown"])
async def test_what_nobody_announced_cannot_be_pulled(path: str, bob: Owner) -> None:
    method = "POST" if path.startswith("pull") else "GET"
    answer = await bob.ask(method, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-ping")


async def test_a_sender_that_does_not_answer_is_said_so(bob: Owner) -> None:
    await bob.server.http.post(f"{bob.path}/ping", json=knock_of(origin="http://127.0.0.1:1"))
    answer = await bob.ask("POST", "pull/one")
    assert (answer.status_code, answer.json()["code"]) == (502, "sender-failed")
    assert len(await bob.inbox()) == 1


async def test_where_the_server_does_not_go_is_said(bob: Owner) -> None:
    await bob.server.http.post(f"{bob.path}/ping", json=knock_of(origin="http://10.0.0.1"))
    answer = await bob.ask("POST", "pull/one")
    assert (answer.status_code, answer.json()["code"]) == (502, "not-allowed-there")


async def test_other_content_than_announced_is_refused_with_both_hashes(
    alice: Owner, bob: Owner
) -> None:
    ping_id = await alice.send("http://127.0.0.1:1", "Rain.")
    origin = f"http://127.0.0.1:{alice.server.port}{alice.path}"  # not the server's own name
    knock = knock_of(ping_id, origin=origin, content_hash="0" * 64)
    assert (await bob.server.http.post(f"{bob.path}/ping", json=knock)).status_code == 204
    answer = await bob.ask("POST", f"pull/{ping_id}")
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "The content does not have the announced hash.",
        "code": "hash-mismatch",
        "expected": "0" * 64,
        "actual": hash_of("Rain."),
    }


async def test_of_two_who_share_an_id_one_is_named_by_its_origin(bob: Owner) -> None:
    for origin in ("http://10.0.0.1", "http://127.0.0.1:1"):
        knock = knock_of(origin=origin)
        assert (await bob.server.http.post(f"{bob.path}/ping", json=knock)).status_code == 204
    path = "pull/one?origin=http://127.0.0.1:1"
    assert (await bob.ask("POST", path)).json()["code"] == "sender-failed"
    assert (await bob.ask("POST", "ignore/one?origin=http://10.0.0.1")).status_code == 204
    assert [waiting["origin"] for waiting in await bob.inbox()] == ["http://127.0.0.1:1"]


async def test_an_inbox_is_read_in_pages(station: Server, bob: Owner) -> None:
    for number in range(5):
        await station.http.post(f"{bob.path}/ping", json=knock_of(str(number)))
    seen, path = list[str](), "inbox?limit=2"
    while path:
        answer = await bob.ask("GET", path)
        seen += [waiting["ping_id"] for waiting in answer.json()]
        path = _next(answer)
    assert seen == ["0", "1", "2", "3", "4"]


def _next(answer: httpx.Response) -> str:
    link = answer.links.get("next", {})
    assert not link or len(answer.json()) == 2
    return link.get("url", "")


WRONG = ["limit=x", "limit=-1", "after=1.5", "after=\u0661", "after=", f"after={10**19}"]


@pytest.mark.parametrize("query", WRONG)
async def test_a_page_is_named_by_numbers(query: str, bob: Owner) -> None:
    assert (await bob.ask("GET", f"inbox?{query}")).status_code == 400


@pytest.mark.parametrize(
    ("query", "rows"), [("limit=0", 1), (f"limit={10**19 - 1}", 2), (f"after={10**19 - 1}", 0)]
)
async def test_numbers_out_of_range_are_taken_as_the_next(
    query: str, rows: int, bob: Owner
) -> None:
    for ping_id in ("one", "two"):
        await bob.server.http.post(f"{bob.path}/ping", json=knock_of(ping_id))
    answer = await bob.ask("GET", f"inbox?{query}")
    assert (answer.status_code, len(answer.json())) == (200, rows)


@pytest.mark.asyncio(loop_scope="function")
async def test_who_sends_too_fast_is_told_when_to_come_back(skin: Skin) -> None:
    async with post_server(skin, pings_per_minute=1) as server:
        body = {"target": "http://127.0.0.1:1", "content": "x"}
        answers = [await (await move_in(server)).ask("POST", "send", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 429]
    assert int(answers[1].headers["retry-after"]) > 0


@pytest.mark.asyncio(loop_scope="function")
async def test_who_pulls_too_often_is_told_when_to_come_back(skin: Skin) -> None:
    async with post_server(skin, pings_per_minute=1) as server:
        bob = await move_in(server)
        assert (await server.http.post(f"{bob.path}/ping", json=knock_of())).status_code == 204
        answers = [await bob.ask("POST", "pull/one") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [502, 429]
    assert int(answers[1].headers["retry-after"]) > 0
