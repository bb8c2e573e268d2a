"""Leaving word and fetching it with `plong.client`, against a real server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from plong.client import Knocked, Me, PlongError, Reconnected, connect
from plong.client.private import decrypt, encrypt, make_keys
from plong.client.wire.owner import box
from tests.client.conftest import Join
from tests.support.phoenix import risen_phoenix
from tests.support.server import Server, running_server


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hwxp") as server:
        yield server


def address_of(me: Me) -> str:
    assert me.address is not None
    return me.address


async def code_of(me: Me, ping_id: str, origin: str | None = None) -> str:
    with pytest.raises(PlongError) as caught:
        await me.pull(ping_id, origin)
    return caught.value.code


async def test_word_is_left_heard_fetched_and_kept(join: Join) -> None:
    ann, ben = await join(), await join()
    events = ben.events()
    content = "ünï\0 \x1b\n"
    sent = await ann.knock(address_of(ben), content, "note")
    assert sent.state == "PING_EXISTS"
    assert await anext(events) == Knocked(sent.ping_id, address_of(ann), "note")
    (waiting,) = await ben.inbox()
    assert (waiting.ping_id, waiting.origin, waiting.payload_type) == (
        *(sent.ping_id, ann.address, "note"),
    )
    assert (waiting.size, waiting.tier, waiting.state) == (9, "public", "PING_RECEIVED")
    pulled = await ben.pull(sent.ping_id)
    assert (pulled.content, pulled.content_hash) == (content, waiting.content_hash)
    assert await ben.inbox() == []
    assert await code_of(ben, sent.ping_id) == "already-acknowledged"
    assert await ben.kept(sent.ping_id, ann.address) == pulled


async def test_the_type_is_ask_unless_another_is_said(join: Join) -> None:
    ann, ben = await join(), await join()
    events = ben.events()
    await ann.knock(address_of(ben), "")
    knocked = await anext(events)
    assert isinstance(knocked, Knocked)
    assert knocked.payload_type == "ask"
    assert (await ben.pull(knocked.ping_id, knocked.origin)).content == ""


async def test_what_is_ignored_waits_no_more(join: Join) -> None:
    ann, ben = await join(), await join()
    events = ben.events()
    sent = await ann.knock(address_of(ben), "Hi")
    await anext(events)
    await ben.ignore(sent.ping_id, "http://somebody.example")
    assert len(await ben.inbox()) == 1
    await ben.ignore(sent.ping_id)
    assert await ben.inbox() == []
    assert await code_of(ben, sent.ping_id) == "no-such-ping"
    await ben.ignore("what-nobody-sent")


async def test_what_was_not_pulled_is_not_kept(join: Join) -> None:
    ben = await join()
    with pytest.raises(PlongError) as caught:
        await ben.kept("what-nobody-sent", "http://ü.example/?&")
    assert caught.value.code == "no-such-ping"


async def test_who_is_meant_is_said_by_the_origin(join: Join) -> None:
    ann, ben = await join(), await join()
    events = ben.events()
    sent = await ann.knock(address_of(ben), "Hi")
    await anext(events)
    assert await code_of(ben, sent.ping_id, address_of(ben)) == "no-such-ping"
    assert (await ben.pull(sent.ping_id, ann.address)).content == "Hi"


async def test_by_the_door_for_users_comes_who_has_a_token(join: Join) -> None:
    ann, ben = await join(), await join()
    await ben.change_settings(public=False, private=False)
    events, token = ben.events(), await ben.make_token("Ann")
    sent = await ann.knock(address_of(ben), "Hi", door="user", token=token.token)
    assert token.token
    assert token.token not in repr(sent)
    assert await anext(events) == Knocked(sent.ping_id, address_of(ann), "ask")
    (waiting,) = await ben.inbox()
    assert (waiting.ping_id, waiting.tier) == (sent.ping_id, "user")


async def test_what_comes_by_the_private_door_no_server_can_read(
    server: Server, join: Join
) -> None:
    ann, ben = await join(), await join()
    await ben.change_settings(public=False, user=False)
    events, keys = ben.events(), make_keys()
    sent = await ann.knock(address_of(ben), encrypt(keys.public_key, "Rain."), door="private")
    await anext(events)
    (waiting,) = await ben.inbox()
    assert (waiting.ping_id, waiting.tier) == (sent.ping_id, "private")
    served = await server.http.get(f"/at/{ann.public_id}/outbox/{sent.ping_id}")
    assert "Rain." not in served.text
    assert decrypt(keys.private_key, (await ben.pull(sent.ping_id)).content) == "Rain."


@pytest.mark.parametrize("token", [None, "", "two words"])
async def test_what_is_no_token_is_an_error(join: Join, token: str | None) -> None:
    ann = await join()
    with pytest.raises(PlongError) as caught:
        await ann.knock("https://plong.example", "Hi", door="user", token=token)
    assert caught.value.code == "bad-request"


WRONG = {
    "no address": (("http://127.1", "Hi"), "bad-request"),
    "too big": (("https://plong.example", "x" * 100_000), "too-big"),
    "long type": (("https://plong.example", "x", "t" * 257), "bad-request"),
    "another's name": (
        ("https://plong.example", "x", "t", "https://plong.example"),
        "not-your-origin",
    ),
}


@pytest.mark.parametrize(("wishes", "code"), WRONG.values(), ids=WRONG.keys())
async def test_what_cannot_be_left_is_an_error(
    join: Join, wishes: tuple[str, ...], code: str
) -> None:
    ann = await join()
    with pytest.raises(PlongError) as caught:
        await ann.knock(*wishes)
    assert caught.value.code == code


async def test_more_than_a_page_waits(server: Server, join: Join) -> None:
    ben = await join()
    ids = [f"p{number}" for number in range(2, 13)]
    for ping_id in ids:
        knock = {"ping_id": ping_id, "origin": "http://plong.example"}
        answer = await server.post(f"/at/{ben.public_id}/ping", knock)
        assert answer.status_code == 204
    pages = await ben._desk.pages("inbox?limit=3")
    assert len(pages) == 4
    assert [waiting.ping_id for waiting in await ben.inbox()] == ids


async def test_a_sender_that_is_away_fails_and_its_ping_waits_on(
    server: Server, join: Join
) -> None:
    ben = await join()
    knock = {"ping_id": "a", "origin": "http://127.0.0.1:9"}
    await server.post(f"/at/{ben.public_id}/ping", knock)
    assert await code_of(ben, "a") in {"sender-failed", "not-allowed-there"}
    assert len(await ben.inbox()) == 1


async def test_somebody_else_is_not_the_owner(server: Server, join: Join) -> None:
    ann, ben = await join(), await join()
    url = f"{box('', ben.public_id)}/inbox"
    answer = await server.http.get(url, headers={"Authorization": f"Bearer {ann.private_id}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-the-owner")


async def test_word_left_for_who_is_away_outlives_the_server(tmp_path: Path) -> None:
    async with risen_phoenix(tmp_path, mode="hwxp") as phoenix, AsyncExitStack() as stack:
        async with connect(phoenix.url) as ben:
            secret, address = ben.private_id, address_of(ben)
        ann = await stack.enter_async_context(connect(phoenix.url))
        events = ann.events()
        sent = await ann.knock(address, "while you were away")
        await phoenix.kill()
        await phoenix.rise()
        while not isinstance(await anext(events), Reconnected):
            pass
        async with connect(phoenix.url, secret) as ben:
            listening = ben.events()
            if not await ben.inbox():
                await anext(listening)
            assert (await ben.pull(sent.ping_id)).content == "while you were away"


async def test_who_has_closed_asks_no_more(join: Join) -> None:
    ann, ben = await join(), await join()
    knocking = asyncio.create_task(ann.knock(address_of(ben), "Hi"))
    events = ben.events()
    await asyncio.sleep(0)  # it is asked by then
    await ann.close()
    assert (await knocking).ping_id  # what was asked before is answered
    assert isinstance(await anext(events), Knocked)
    assert await code_of(ann, "x") == "closed"
