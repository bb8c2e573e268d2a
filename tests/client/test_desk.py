"""What an owner asks, of servers that answer what they should not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from plong.client import Knocked, Me, PlongError, connect, desk
from plong.client.desk import Desk
from plong.client.wire.address import read_address
from tests.client.test_http import HEADS, dripping
from tests.client.wire.test_pings import WAITING
from tests.support.odd_house import OddHouse, Said, odd_house
from tests.support.odd_server import WELCOME, odd_server, words
from tests.support.server import Server, running_server

SECRET = "S" * 86
ADDRESS = "https://plong.example/at/M"
OPEN = words(Event="welcome", PublicId="M" * 43, Limits={}, Address=ADDRESS)
BOX = f"/at/{'M' * 43}"


@asynccontextmanager
async def asking(house: OddHouse) -> AsyncIterator[Me]:
    """Connect to an odd server, whose answers over HTTP this house gives."""
    async with odd_server([OPEN]) as url, connect(url, SECRET) as me:
        me._desk = Desk(house.address, me._session)
        yield me


async def test_it_is_asked_where_we_connected_with_our_secret() -> None:
    said = Said(201, {"ping_id": "a", "state": "PING_EXISTS"})
    async with odd_house(said) as house, asking(house) as me:
        assert me.address == ADDRESS
        await me.knock("http://b", "\ud800ü")
    (heard,) = house.heard
    assert (heard.method, heard.path) == ("POST", f"{BOX}/send")
    assert heard.headers["authorization"] == f"Bearer {SECRET}"
    expected = b'{"target":"http://b","content":"\\ud800\\u00fc","payload_type":"ask"}'
    assert heard.body == expected


async def test_pages_are_put_together() -> None:
    first = Said(200, [WAITING], {"Link": '<inbox?after=1&limit=1>; rel="next"'})
    second = Said(200, [{**WAITING, "ping_id": "b"}])
    async with odd_house(first, second) as house, asking(house) as me:
        assert [waiting.ping_id for waiting in await me.inbox()] == ["a", "b"]
    assert [heard.path for heard in house.heard] == [
        *(f"{BOX}/inbox", f"{BOX}/inbox?after=1&limit=1")
    ]


@pytest.mark.parametrize("turns", ["aba", "abcd"], ids=["a circle", "ever more"])
async def test_pages_without_an_end_are_a_bad_answer(
    turns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_MOST_PAGES", 4)
    pages = [Said(200, [], {"Link": f'<inbox?{turn}>; rel="next"'}) for turn in turns]
    async with odd_house(*pages) as house, asking(house) as me:
        with pytest.raises(PlongError, match="no end") as caught:
            await me.inbox()
    assert caught.value.code == "bad-answer"


async def test_our_secret_is_taken_nowhere_else() -> None:
    async with odd_house() as other:
        for status in (301, 302, 303, 307, 308):
            there = Said(status, headers={"Location": f"{other.address.http}/inbox"})
            async with odd_house(there) as house, asking(house) as me:
                with pytest.raises(PlongError, match=str(other.address.http)) as caught:
                    await me.inbox()
            assert caught.value.code == "unreachable"
    assert other.heard == []


WRONG = {
    "status": (Said(500, b"<html>"), "unreachable"),
    "other errors": (Said(404, {"Error": "Nothing here."}), "unreachable"),
    "no JSON": (Said(200, b"<html>"), "bad-answer"),
    "cut short": (Said(200, b"[]", {"Content-Length": "9"}), "unreachable"),
    "an error": (Said(401, {"error": "No.", "code": "not-the-owner"}), "not-the-owner"),
}


@pytest.mark.parametrize(("said", "code"), WRONG.values(), ids=WRONG.keys())
async def test_what_ping_does_not_say_is_an_error(said: Said, code: str) -> None:
    async with odd_house(said) as house, asking(house) as me:
        with pytest.raises(PlongError) as caught:
            await me.inbox()
    assert caught.value.code == code


async def test_an_answer_may_be_longer_than_a_mebibyte() -> None:
    many = [{**WAITING, "origin": f"http://{'a' * 2000}"}] * 1000
    async with odd_house(Said(200, many)) as house, asking(house) as me:
        assert len(await me.inbox()) == 1000


async def test_a_pull_has_a_deadline_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_LONGER", 0.2)
    async with dripping(HEADS["head"]) as url, odd_house() as house, asking(house) as me:
        me._desk = Desk(read_address(url), me._session)
        with pytest.raises(PlongError, match="in time") as caught:
            await me.pull("a")
    assert caught.value.code == "unreachable"


async def test_a_server_without_ping_is_asked_nothing(server: Server) -> None:
    async with connect(server.url) as me:
        assert me.address is None
        with pytest.raises(PlongError, match="no PING") as caught:
            await me.knock("http://b", "Hi")
    assert caught.value.code == "switched-off"


async def test_a_server_that_lost_its_ping_says_so() -> None:
    async with running_server() as server, odd_house() as house, asking(house) as me:
        me._desk = Desk(read_address(server.url), me._session)
        with pytest.raises(PlongError) as caught:
            await me.settings()
    assert caught.value.code == "switched-off"


async def test_a_knock_is_an_event() -> None:
    knock = words(Event="ping", ping_id="a", origin="http://b", payload_type="ask")
    async with odd_server([OPEN], [knock, words(Ok="ping")]) as url, connect(url, SECRET) as me:
        events = me.events()
        await me.ping()
        assert await anext(events) == Knocked("a", "http://b", "ask")


async def test_a_knock_that_is_none_ends_the_session() -> None:
    knock = words(Event="ping", ping_id=1, origin="http://b", payload_type="ask")
    async with odd_server([WELCOME], [knock]) as url, connect(url, SECRET) as me:
        with pytest.raises(PlongError) as caught:
            await me.ping()
    assert caught.value.code == "bad-answer"
