"""Two people find each other on the page, by words, link or code."""

import base64
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.person import Person, link_up

pytestmark = pytest.mark.browser

JSQR: Final = Path(__file__).parent / "node_modules/jsqr/dist/jsQR.js"
READ_PHOTO: Final = """
async (photo) => {
    const file = await fetch("data:image/png;base64," + photo)
    const image = await createImageBitmap(await file.blob())
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d")
    context.drawImage(image, 0, 0)
    const { data, width, height } = context.getImageData(0, 0, image.width, image.height)
    return jsQR(data, width, height).data
}
"""
THREE_WORDS: Final = re.compile(r"[a-z]{3,7} [a-z]{3,7} [a-z]{3,7}")


async def deal(person: Person) -> str:
    """Let oneself be dealt words and wait under them; return them."""
    await person.open()
    await person.page.click("text=Deal three words")
    await expect(person.page.locator("#words")).to_have_value(THREE_WORDS)
    words = await person.page.input_value("#words")
    await person.page.click("#meet button[type=submit]")
    await person.sees("Waiting for your friend")
    return words


async def test_who_is_dealt_words_meets_who_opens_the_link(ann: Person, ben: Person) -> None:
    words = await deal(ann)
    await expect(ann.page.locator("#phrase")).to_have_text(words)
    await ann.sees("Valid for 30 minutes")
    link = await ann.page.inner_text("#link")
    assert link == ann.page.url == f"{ann.url}#{words.replace(' ', '-')}"
    await ben.page.goto(link)
    for person in (ann, ben):
        await person.is_linked()
        await expect(person.page.locator("#people")).to_have_text(
            re.compile(r"You \S{5} · Friend \S{5} · \d+ ms")
        )


async def test_both_see_the_same_two_names(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    (a, b), (c, d) = [
        re.findall(r"(?:You|Friend) (\S{5})", await person.page.inner_text("#people"))
        for person in (ann, ben)
    ]
    assert (a, b) == (d, c)


async def test_both_may_type_the_words_each_in_their_way(ann: Person, ben: Person) -> None:
    await ann.open()
    await ann.meet("blue tiger sky")
    await ann.sees("Nobody is here yet. Tell your friend")
    await ben.open()
    await ben.meet("  blue  tiger sky ")
    for person in (ann, ben):
        await person.is_linked()


async def test_a_camera_reads_the_link_in_the_code(ann: Person, module_page: Page) -> None:
    await deal(ann)
    photo = base64.b64encode(await ann.page.locator("#qr").screenshot()).decode()
    await module_page.add_script_tag(path=JSQR)
    assert await module_page.evaluate(READ_PHOTO, photo) == ann.page.url


async def test_words_and_link_are_copied(ann: Person) -> None:
    await ann.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = await deal(ann)
    for button, text in (("Copy words", words), ("Copy link", ann.page.url)):
        await ann.page.click(f"text={button}")
        await ann.sees("Copied")
        assert await ann.page.evaluate("navigator.clipboard.readText()") == text
        await ann.sees(button)


async def test_words_are_copied_without_a_clipboard_too(ann: Person) -> None:
    await ann.page.add_init_script("delete Navigator.prototype.clipboard")
    await deal(ann)
    await ann.page.click("text=Copy words")
    await ann.sees("Copied")


async def test_a_link_is_shared_where_the_system_shares(ann: Person) -> None:
    await ann.page.add_init_script("navigator.share = async (it) => { window.shared = it }")
    words = await deal(ann)
    await ann.page.click("text=Share…")
    assert await ann.page.evaluate("shared") == {
        "title": "Plong",
        "text": f"Meet me under “{words}”",
        "url": ann.page.url,
    }


async def test_blank_words_are_not_tried(ann: Person) -> None:
    await ann.open()
    await ann.meet("   ")
    await ann.sees("Type some words")
    await expect(ann.page.locator("#words")).to_be_focused()
    await ann.page.fill("#words", "b")
    await expect(ann.page.locator("#words-error")).to_be_empty()


async def test_the_address_leads(ann: Person, ben: Person) -> None:
    await ann.open("blue-tiger-sky")
    await ann.reads_status("Waiting")
    await ann.page.evaluate("location.hash = 'red-tiger-sky'")
    await expect(ann.page.locator("#phrase")).to_have_text("red tiger sky")
    await ann.reads_status("Waiting")
    await ann.page.go_back()
    await expect(ann.page.locator("#phrase")).to_have_text("blue tiger sky")
    await ben.open("red-tiger-sky")
    await ben.reads_status("Waiting")  # Ann's claim on these words is gone
    await ben.open()
    await ben.meet("blue tiger sky")
    for person in (ann, ben):
        await person.is_linked()


async def test_the_way_back_leads_to_the_start(ann: Person) -> None:
    await ann.open()
    await ann.meet("blue tiger sky")
    await ann.reads_status("Waiting")
    await ann.page.go_back()
    await expect(ann.page.locator("#start-heading")).to_be_focused()
    await ann.page.go_forward()
    await ann.sees("Nobody is here yet. Tell your friend")  # still who chose the words
