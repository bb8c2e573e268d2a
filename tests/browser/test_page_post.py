"""Word that is left: an address for who asks, cards for who knocks, nothing fetched unasked."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from plong.protocol.closes import INTERNAL_ERROR
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


@pytest.mark.parametrize(("kept_for", "text"), [(60, "Read me"), (0, "This was read elsewhere")])
async def test_what_another_tab_has_read_is_no_riddle(
    chromium: Browser, kept_for: int, text: str
) -> None:
    kept = {**POST, "ping_kept_for": kept_for}
    async with running_server(**kept) as server, visiting(chromium, server.url) as ann:
        await ann.open()
        address = await unfold(ann)
        async with watched(ann.page.context, ann.url) as tab:
            await tab.open()
            neighbour = await Neighbour.of(server)
            await neighbour.leave(address, "Read me")
            await tab.reads_card("Word from", "7 bytes")
            await ann.presses("Read it", "Word from")
            await ann.sees("Read me")
            await tab.presses("Read it", "Word from")
            await tab.sees(text)
            if not kept_for:
                await tab.presses("Ignore", "Word from")
                await expect(tab.page.locator(".knock")).to_have_count(0)


async def test_who_knocked_while_the_line_was_down_is_seen(
    server: Server, ann: Person, neighbour: Neighbour
) -> None:
    await ann.open()
    address = await unfold(ann)
    await ann.page.context.set_offline(True)
    for connection in server.hub.connections:
        connection.listener.dismiss(INTERNAL_ERROR)
    await neighbour.leave(address, "Hello?")
    await ann.page.context.set_offline(False)
    await ann.reads_card("Word from", "6 bytes")


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
