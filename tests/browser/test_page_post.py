"""Word that is left: an address for who asks, cards for who knocks, nothing fetched unasked."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import in_loop
from tests.browser.neighbour import Neighbour, leave_word, own_address, unfold
from tests.browser.person import Person, link_up, visiting, watched
from tests.support.server import Server, running_server

pytestmark = pytest.mark.browser

POST: Final = {"mode": "hwxp"}


@in_loop
async def server() -> AsyncIterator[Server]:
    async with running_server(**POST) as server:
        yield server


@in_loop
async def neighbour(server: Server) -> Neighbour:
    return await Neighbour.of(server)


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


async def test_the_address_is_copied(ann: Person) -> None:
    await ann.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await ann.open()
    address = await unfold(ann)
    await ann.page.click("text=Copy address")
    await ann.sees("Copied")
    assert await ann.page.evaluate("navigator.clipboard.readText()") == address


async def test_two_pages_leave_each_other_word(ann: Person, ben: Person) -> None:
    await ann.open()
    anns = await unfold(ann)
    await ben.open()
    bens = await unfold(ben)
    asked: list[str] = []
    ann.page.on("request", lambda request: asked.append(request.url))
    await leave_word(ben, anns, "The key is\nunder the flowerpot.")
    await ben.sees("It is left")
    await expect(ben.page.locator("#word")).to_have_value("")
    await ann.reads_card(bens, "Kind: ask · 31 bytes")
    assert not any("/pull/" in url for url in asked)
    await ann.presses("Read it", bens)
    await expect(ann.page.locator(".knock .words")).to_have_text("The key is\nunder the flowerpot.")
    await expect(ann.page.locator(".knock .words")).to_be_focused()
    assert any("/pull/" in url for url in asked)
    await ann.presses("Answer", bens)
    await expect(ann.page.locator("#their-address")).to_have_value(bens)
    await expect(ann.page.locator("#word")).to_be_focused()
    await leave_word(ann, bens, "Thank you")
    await ben.presses("Read it", anns)
    await ben.sees("Thank you")
    await ann.presses("Put away", bens)
    await expect(ann.page.locator("#waiting")).to_be_hidden()
    await expect(ann.page.locator("#post-summary")).to_be_focused()


async def test_word_for_a_closed_page_is_there_when_it_is_opened(
    ann: Person, neighbour: Neighbour
) -> None:
    await ann.open()
    address = await unfold(ann)
    await ann.page.close()
    await neighbour.leave(address, "Welcome back")
    async with watched(ann.page.context, ann.url) as again:
        await again.open()
        await again.presses("Read it", "Word from")
        await again.sees("Welcome back")
        await again.page.click("#post-summary")
        assert await own_address(again) == address


async def test_what_is_ignored_goes_and_does_not_come_back(
    ann: Person, neighbour: Neighbour
) -> None:
    await ann.open()
    address = await unfold(ann)
    await neighbour.leave(address, "Buy this", "first")
    await neighbour.leave(address, "Buy that", "second")
    await ann.card("second").get_by_role("button", name="Ignore").focus()
    await ann.page.keyboard.press("Enter")
    await ann.sees("Ignored. Its sender is not told.")
    await expect(ann.page.locator(".knock")).to_have_count(1)
    await expect(ann.card("first").get_by_role("button", name="Read it")).to_be_focused()
    await ann.page.reload()
    await expect(ann.page.locator(".knock")).to_have_count(1)


async def test_who_is_blocked_is_not_heard(
    server: Server, ann: Person, neighbour: Neighbour
) -> None:
    await ann.open()
    address = await unfold(ann)
    await neighbour.leave(address, "1", "first")
    await neighbour.leave(address, "2", "second")
    await ann.presses("Block", "second")
    await ann.sees("Blocked: you hear no more from this address.")
    await expect(ann.page.locator(".knock")).to_have_count(1)
    await neighbour.leave(address, "3", "third")
    other = await Neighbour.of(server)
    await other.leave(address, "4", "fourth")
    await ann.reads_card("fourth", "1 byte")
    await expect(ann.page.locator(".knock")).to_have_count(2)
    await ann.presses("Unblock", "Blocked")
    await ann.sees("Unblocked")
    await neighbour.leave(address, "5", "fifth")
    await ann.reads_card("fifth", "1 byte")


async def test_who_talks_hears_that_word_was_left(
    ann: Person, ben: Person, neighbour: Neighbour
) -> None:
    await ann.open()
    address = await unfold(ann)
    await link_up(ann, ben)
    await neighbour.leave(address, "The boat leaves at six.")
    await expect(ann.page.locator("#news")).to_have_text(
        "Somebody left word for you. It waits on the first page."
    )
    await ann.says("I must look")
    await ben.hears("I must look")
    await ann.leaves()
    await ann.presses("Read it", "Word from")
    await ann.sees("The boat leaves at six.")
    await expect(ann.page.locator("#news")).to_have_text("")


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
    await server.post("/obai", {"PrivateId": await kept_id(ann.page)})
    await ann.sees("The server has forgotten your address")
    await ann.page.click("#post-retry")
    assert await own_address(ann) != before
    await server.post("/obai", {"PrivateId": await kept_id(ann.page)})
    await ann.page.reload()
    assert await unfold(ann) != before


async def kept_id(page: Page) -> str:
    return str(await page.evaluate("localStorage.getItem(localStorage.key(0))"))
