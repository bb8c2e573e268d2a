"""What people say to each other on the page, and how they write it."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.person import Person, link_up

pytestmark = pytest.mark.browser

MARKUP = '<img src=x onerror="alert(1)"><b>bold</b>&amp;'
AT_END = "it => it.scrollHeight - it.scrollTop - it.clientHeight < 2"


async def test_texts_are_shown_as_they_were_written(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    for text in (MARKUP, "two\nlines  and   blanks", "http://example.org", "w" * 3000, "שלום"):
        await ann.page.fill("#message", text)
        await ann.page.click("#send")
        await expect(ann.page.locator(".bubble.mine .words").last).to_have_text(f"You: {text}")
        await ben.hears(text)
    assert await ben.page.locator("#log :is(img, b, a)").count() == 0
    assert await ben.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_enter_sends_and_with_shift_it_begins_a_line(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await ann.page.focus("#message")
    for key in ("a", "Shift+Enter", "b", "Enter"):
        await ann.page.keyboard.press(key)
    said = ben.page.locator(".bubble.theirs .words")
    await expect(said).to_have_text("Friend: a b")
    assert await said.evaluate("it => it.lastChild.data") == "a\nb"
    await ann.page.keyboard.press("Enter")  # nothing is not sent
    await expect(ann.page.locator("#message")).to_have_value("")
    await expect(ann.page.locator(".bubble")).to_have_count(1)


async def test_who_reads_further_up_is_left_there(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    for number in range(40):
        await ann.says(f"line {number}")
    await ben.hears("line 39")
    scroller = ben.page.locator("#scroller")
    assert await scroller.evaluate(AT_END)
    await scroller.evaluate("it => it.scrollTop = 100")
    await ann.says("one more")
    await ben.hears("one more")
    assert await scroller.evaluate("it => it.scrollTop") == 100
    await ben.says("I scroll down")
    await expect(ben.page.locator(".bubble").last).to_be_in_viewport()


async def test_a_message_that_is_too_long_stays_to_be_shortened(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    text = "x" * (2**20 + 1)
    await ann.says(text)
    await ann.sees("too long for one message. Send it as a file")
    await expect(ann.page.locator("#message")).to_have_value(text)
    await ann.says("\x1cx")
    await ann.sees("begins with a character that cannot be sent")


async def test_the_tab_says_what_came_while_nobody_looked(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await expect(ben.page).to_have_title("Linked · Plong")
    icon = ben.page.locator("link[rel=icon]")
    await expect(icon).to_have_attribute("href", "favicon-linked.svg")
    await hide(ben, is_hidden=True)
    await ann.says("one")
    await ann.says("two")
    await expect(ben.page).to_have_title("(2) Linked · Plong")
    await expect(icon).to_have_attribute("href", "favicon-unread.svg")
    await hide(ben, is_hidden=False)
    await expect(ben.page).to_have_title("Linked · Plong")
    await expect(icon).to_have_attribute("href", "favicon-linked.svg")


async def hide(person: Person, *, is_hidden: bool) -> None:
    """Do as a browser does when somebody turns to another tab, or back."""
    await person.page.evaluate(
        """(isHidden) => {
            Object.defineProperty(document, "hidden", { value: isHidden, configurable: true })
            document.dispatchEvent(new Event("visibilitychange"))
        }""",
        is_hidden,
    )


async def test_the_keyboard_is_enough(ann: Person, ben: Person) -> None:
    await ann.open()
    await press(ann, "Tab")
    await expect(ann.page.locator("#words")).to_be_focused()
    await press(ann, "Tab", "Tab")
    await expect(ann.page.locator("#dice")).to_be_focused()
    await press(ann, "Enter")
    await expect(ann.page.locator("#words")).to_have_value(re.compile(" .* "))
    await press(ann, "Shift+Tab", "Enter")
    await expect(ann.page.locator("#invite-heading")).to_be_focused()
    await ann.reads_status("Waiting")
    await ben.page.goto(ann.page.url)
    await ben.is_linked()
    for person in (ann, ben):
        await expect(person.page.locator("#message")).to_be_focused()
    await ben.page.keyboard.type("Hello")
    await press(ben, "Enter")
    await ann.hears("Hello")
    await ben.offers(FilePayload(name="a.txt", mimeType="text/plain", buffer=b"hello"))
    await ann.sees("a.txt")
    await press(ann, "Shift+Tab", "Shift+Tab")
    await expect(ann.card("a.txt").get_by_role("button", name="Decline")).to_be_focused()
    await press(ann, "Shift+Tab")
    async with ann.page.expect_download():
        await press(ann, "Enter")
    await expect(ann.card("a.txt").get_by_role("link", name="Save")).to_be_focused()


async def press(person: Person, *keys: str) -> None:
    for key in keys:
        await person.page.keyboard.press(key)
