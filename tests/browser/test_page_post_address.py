"""The page's own address for word that is left: made, copied, given up, lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import pytest
from playwright.async_api import Browser, Route, expect

from plong.config import Config
from tests.browser.conftest import in_loop
from tests.browser.neighbour import own_address, unfold
from tests.browser.person import Person, visiting, watched
from tests.support.server import Server, running_server

pytestmark = pytest.mark.browser

POST: Final = {"mode": "hwxp"}


@in_loop
async def server() -> AsyncIterator[Server]:
    async with running_server(**POST) as server:
        yield server


async def peers(server: Server) -> int:
    return int((await server.http.get("/wuu2")).json()["Status"]["Peers"])


async def test_a_server_without_it_is_not_spoken_of(chromium: Browser) -> None:
    async with running_server() as server, visiting(chromium, server.url) as ann:
        async with ann.page.expect_response("**/wuu2"):
            await ann.open()
        await expect(ann.page.locator("#post")).to_be_hidden()
        assert await peers(server) == 0


async def test_an_address_is_made_for_who_asks_only(server: Server, ann: Person) -> None:
    await ann.open()
    await ann.sees("Leave word for somebody who is away")
    await expect(ann.page.locator("#own")).to_be_hidden()
    assert await peers(server) == 0
    assert (await unfold(ann)).startswith("http://")
    assert await peers(server) == 1


async def test_the_page_says_how_long_an_address_lasts(ann: Person) -> None:
    await ann.open()
    await unfold(ann)
    await ann.sees("a month unless its operator says otherwise")
    assert Config().ping_max_age == timedelta(days=30).total_seconds()


async def test_the_address_is_copied(ann: Person) -> None:
    await ann.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await ann.open()
    address = await unfold(ann)
    await ann.page.click("text=Copy address")
    await ann.sees("Copied")
    assert await ann.page.evaluate("navigator.clipboard.readText()") == address


async def test_an_address_can_be_given_up(server: Server, ann: Person) -> None:
    await ann.open()
    before = await unfold(ann)
    ann.page.on("dialog", lambda dialog: dialog.accept())
    async with ann.page.expect_response("**/obai"):
        await ann.page.click("#give-up")
    await expect(ann.page.locator("#post-summary")).to_be_focused()
    assert await peers(server) == 0
    await ann.page.reload()
    assert await unfold(ann) != before


async def test_an_address_that_the_server_forgot_is_replaced(server: Server, ann: Person) -> None:
    await ann.open()
    before = await unfold(ann)
    await server.post("/obai", {"PrivateId": await kept_id(ann)})
    await ann.sees("The server has forgotten your address")
    await ann.page.click("#post-retry")
    await expect(ann.page.locator("#post-summary")).to_be_focused()
    assert await own_address(ann) != before


async def test_who_comes_back_hears_that_the_address_is_lost(server: Server, ann: Person) -> None:
    await ann.open()
    before = await unfold(ann)
    private_id = await kept_id(ann)
    await ann.page.goto("about:blank")
    await server.post("/obai", {"PrivateId": private_id})
    await ann.open()
    await ann.sees("The server has forgotten your address")
    assert await peers(server) == 0
    await ann.page.click("#post-retry")
    assert await own_address(ann) != before


async def test_what_another_tab_keeps_is_not_forgotten(server: Server, ann: Person) -> None:
    await ann.open()
    await unfold(ann)
    mine = await kept_id(ann)
    await ann.page.evaluate("localStorage.setItem(localStorage.key(0), 'another')")
    await server.post("/obai", {"PrivateId": mine})
    await ann.sees("The server has forgotten your address")
    assert await kept_id(ann) == "another"


async def test_two_tabs_that_ask_at_once_have_one_address(server: Server, ann: Person) -> None:
    first_is_there = asyncio.Event()

    async def be_late(route: Route) -> None:
        await first_is_there.wait()
        await route.continue_()

    await ann.open()
    async with watched(ann.page.context, ann.url) as tab:
        await tab.open()
        await tab.page.route("**/ohai", be_late)
        async with tab.page.expect_request("**/ohai"):
            await tab.page.click("#post-summary")
        address = await unfold(ann)
        async with tab.page.expect_response("**/obai"):
            first_is_there.set()
        assert await own_address(tab) == address
    assert await peers(server) == 1


async def kept_id(ann: Person) -> str:
    return str(await ann.page.evaluate("localStorage.getItem(localStorage.key(0))"))
