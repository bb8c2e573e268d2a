"""Files from page to page: whole, several, refused, given up."""

import os

import pytest
from playwright.async_api import Browser, expect

from tests.browser.person import Person, hash_of, link_up, make_file, visiting
from tests.support.server import running_server

pytestmark = pytest.mark.browser

BIG = 64 * 1024 * 1024
"""Bytes of a file that is still under way when somebody cancels it."""


async def test_a_file_arrives_as_it_was_sent_both_ways(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    for sender, receiver, size in ((ann, ben, 3_000_000), (ben, ann, 1), (ann, ben, 0)):
        name, body = f"{size} bytes.bin", os.urandom(size)
        await sender.offers(make_file(name, body))
        await receiver.reads_card(name, "your friend wants to send you this")
        await sender.reads_card(name, "your friend is asked whether to take it")
        saved = await receiver.accepts(name)
        assert saved.read_bytes() == body
        for person in (sender, receiver):
            await person.reads_card(name, f"Checked by SHA-256 {hash_of(body)}")
        await sender.reads_card(name, "your friend has it")
        await receiver.reads_card(name, "received")


async def test_without_a_private_file_system_it_arrives_too(ann: Person, ben: Person) -> None:
    await ben.page.add_init_script("delete StorageManager.prototype.getDirectory")
    await link_up(ann, ben)
    body = os.urandom(10_000_000)
    await ann.offers(make_file("a.bin", body))
    assert (await ben.accepts("a.bin")).read_bytes() == body


async def test_several_files_go_at_once(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    bodies = {f"part {number:02}.bin": os.urandom(number * 10_000) for number in range(24)}
    await ann.offers(*(make_file(name, body) for name, body in bodies.items()))
    for number, (name, body) in enumerate(bodies.items()):
        # A browser asks before a page saves more than ten files; here nobody would answer.
        if number % 3:
            await ben.presses("Decline", name)
        else:
            assert (await ben.accepts(name)).read_bytes() == body


async def test_a_file_may_be_declined(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await ann.offers(make_file("a.bin", b"hello"))
    await ben.presses("Decline", "a.bin")
    await ben.reads_card("a.bin", "You declined.")
    await ann.reads_card("a.bin", "Your friend declined.")
    await expect(ann.card("a.bin").get_by_role("button")).to_have_count(0)


async def test_an_offer_may_be_withdrawn(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await ann.offers(make_file("a.bin", b"hello"))
    await ben.sees("a.bin")
    await ann.presses("Cancel", "a.bin")
    await ann.reads_card("a.bin", "You cancelled.")
    await ben.sees("Your friend offered a.bin, and withdrew.")
    await expect(ben.page.locator(".card")).to_have_count(0)


@pytest.mark.parametrize("who", ["sender", "receiver"])
async def test_either_may_cancel_on_the_way(
    ann: Person, ben: Person, who: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await link_up(ann, ben)
    path = tmp_path_factory.mktemp("big") / "big.bin"
    with path.open("wb") as file:
        file.truncate(BIG * 8)
    await ann.offers(path)
    await ben.presses("Accept", "big.bin")
    await ben.reads_card("big.bin", "left")
    one, other = (ann, ben) if who == "sender" else (ben, ann)
    await one.presses("Cancel", "big.bin")
    await one.reads_card("big.bin", "You cancelled.")
    await other.reads_card("big.bin", "Your friend cancelled.")
    await ann.offers(make_file("next.bin", b"next"))
    assert (await ben.accepts("next.bin")).read_bytes() == b"next"


async def test_dropped_files_are_sent(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await ann.page.evaluate("""() => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File(["hello"], "dropped.txt"))
        const drag = (type) => document.body.dispatchEvent(
            new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
        drag("dragover")
        window.veil = !document.getElementById("drop").hidden
        window.stays = !drag("drop")
    }""")
    assert await ann.page.evaluate("[veil, stays]") == [True, True]
    assert (await ben.accepts("dropped.txt")).read_bytes() == b"hello"
    await expect(ann.page.locator("#drop")).to_be_hidden()


async def test_files_with_a_friend_who_leaves_are_given_up(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await ann.offers(make_file("a.bin", b"hello"))
    await ben.sees("a.bin")
    ben.page.on("dialog", lambda dialog: dialog.accept())
    await ben.leaves()
    await ann.sees("Your friend has left")
    await expect(ann.card("a.bin")).to_have_attribute("data-mood", "ended")


async def test_who_leaves_with_files_under_way_is_asked(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await ann.offers(make_file("a.bin", b"hello"))
    await ben.sees("a.bin")
    ben.page.on("dialog", lambda dialog: dialog.dismiss())
    await ben.leaves()
    assert (await ben.accepts("a.bin")).read_bytes() == b"hello"


COUNTING_LAYOUTS = """
    const { get } = Object.getOwnPropertyDescriptor(Element.prototype, "scrollHeight")
    window.reads = 0
    Object.defineProperty(Element.prototype, "scrollHeight",
        { get() { reads += 1; return get.call(this) } })
    window.changes = (count) => new Promise((tell) => {
        const facts = document.querySelector(".card .facts")
        new MutationObserver(() => --count || tell(reads)).observe(facts, { childList: true })
    })
"""


async def test_how_far_a_file_is_costs_no_look_at_the_layout(chromium: Browser) -> None:
    async with (
        running_server(bytes_per_second=300_000) as server,
        visiting(chromium, server.url) as ann,
        visiting(chromium, server.url) as ben,
    ):
        await ben.page.add_init_script(COUNTING_LAYOUTS)
        await link_up(ann, ben)
        await ann.offers(make_file("a.bin", bytes(6_000_000)))
        await ben.presses("Accept", "a.bin")
        await ben.reads_card("a.bin", "left")
        before = await ben.page.evaluate("reads")
        assert await ben.page.evaluate("changes(6)") == before
