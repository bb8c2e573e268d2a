"""Those who knock to harm, servers that say odd things, browsers that keep nothing."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import in_loop
from tests.browser.neighbour import FAR_AWAY, Neighbour, lie_at, unfold
from tests.browser.odd_site import WELCOME, odd_site
from tests.browser.person import Person, visiting
from tests.support.server import ESC, Server, running_server

pytestmark = pytest.mark.browser

MARKUP: Final = '<img src="https://evil.example/x" onerror="alert(1)"><a href="/">x</a>'
NO_STORAGE: Final = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("No.") } })
"""
MANY: Final = 25
SHOWN: Final = 20


@in_loop
async def server() -> AsyncIterator[Server]:
    async with running_server(mode="hwxp") as server:
        yield server


@in_loop
async def neighbour(server: Server) -> Neighbour:
    return await Neighbour.of(server)


async def test_what_is_left_is_only_text(ann: Person, neighbour: Neighbour) -> None:
    await ann.open()
    address = await unfold(ann)
    await neighbour.leave(address, MARKUP, f"{MARKUP}\u202e\n")
    await ann.sees("onerror")
    await ann.presses("Read it", "Word from")
    await expect(ann.page.locator(".knock .words")).to_have_text(MARKUP)
    assert await ann.page.locator("#post :is(a, img)").count() == 0
    await ann.page.set_viewport_size({"width": 320, "height": 568})
    assert await ann.page.evaluate("document.documentElement.scrollWidth") == 320


async def test_long_words_are_kept_in_their_place(ann: Person, neighbour: Neighbour) -> None:
    await ann.open()
    address = await unfold(ann)
    await neighbour.leave(address, "x" * 60_000, "y" * 256)
    await ann.presses("Read it", "Word from")
    box = await ann.page.locator(".knock .words").bounding_box()
    assert box
    assert box["height"] < 300
    assert await ann.page.evaluate("document.documentElement.scrollWidth") == 390


async def test_who_has_nothing_is_found_out_by_who_reads(server: Server, ann: Person) -> None:
    await ann.open()
    address = await unfold(ann)
    await lie_at(server, address, "1", size=10**15)
    await ann.reads_card(FAR_AWAY, "Kind: ask · 1.0 PB")
    await ann.presses("Read it", FAR_AWAY)
    await ann.reads_card(FAR_AWAY, "cannot be reached just now")
    facts = ann.card(FAR_AWAY).locator(".facts")  # is read out, for the focus stays on the button
    await expect(facts).to_have_attribute("aria-live", "polite")
    await ann.presses("Ignore", FAR_AWAY)
    await expect(ann.page.locator(".knock")).to_have_count(0)


async def test_many_knocks_are_shown_a_few_at_a_time(ann: Person, neighbour: Neighbour) -> None:
    await ann.open()
    address = await unfold(ann)
    for number in range(MANY):
        await neighbour.leave(address, "x", f"number-{number:02}")
    await ann.sees("More waits behind these.")
    await ann.page.reload()
    await expect(ann.page.locator(".knock")).to_have_count(SHOWN)
    await ann.presses("Ignore", "number-00")
    await expect(ann.card(f"number-{SHOWN}")).to_be_visible()
    await expect(ann.page.locator(".knock")).to_have_count(SHOWN)


async def test_messages_to_who_has_an_address_are_passed_over(server: Server, ann: Person) -> None:
    await ann.open()
    public_id = (await unfold(ann)).rpartition("/")[2]
    async with server.connect_2(await server.ohai()) as stranger:
        await stranger.send(f"{ESC}chlink {public_id}")
        for _ in range(40):
            await stranger.send(b"x" * 1_000_000)
        await stranger.send('\x1c{"Offer":"AAAAAAAAAAAAAAAAAAAAAA","Name":"a.txt","Size":5}')
        async for message in stranger:
            if "Reason" in str(message) or "End" in str(message):
                break
    await (await Neighbour.of(server)).leave(await ann.page.locator("#address").inner_text(), "Hi")
    await ann.sees("Kind: ask · 2 bytes")


async def test_a_browser_that_keeps_nothing_has_an_address_for_once(
    ann: Person, neighbour: Neighbour
) -> None:
    await ann.page.add_init_script(NO_STORAGE)
    await ann.open()
    address = await unfold(ann)
    await neighbour.leave(address, "Hello")
    await ann.presses("Read it", "Word from")
    await ann.sees("Hello")


@pytest.mark.parametrize("status", ["", "<h1>", "null", "[]", "5", '{"Mode":5}', '{"Mode":"hwx"}'])
async def test_a_status_that_says_nothing_of_it_shows_nothing(
    chromium: Browser, status: str
) -> None:
    async with odd_site() as site, visiting(chromium, site.url) as ann:
        site.status = status
        async with ann.page.expect_response("**/wuu2"):
            await ann.open()
        await ann.page.evaluate("fetch('wuu2').then((it) => it.text())")  # the page's is read then
        await expect(ann.page.locator("#post")).to_be_hidden()


async def test_a_server_that_says_it_and_has_it_not(chromium: Browser) -> None:
    async with odd_site() as site, visiting(chromium, site.url) as ann:
        site.status = '{"Mode":"hwxp"}'
        site.first = [WELCOME]
        await ann.open()
        await ann.page.click("#post-summary")
        await ann.sees("This server takes no more word.")
