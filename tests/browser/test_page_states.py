"""What the page tells people when something stands between them."""

import dataclasses

import pytest
from playwright.async_api import Browser, expect

from tests.browser.person import Person, link_up, visiting
from tests.browser.stranger import Stranger
from tests.support.server import Server, running_server

pytestmark = pytest.mark.browser


async def test_who_opens_a_link_hears_that_nobody_waits_there(ann: Person, ben: Person) -> None:
    await ann.open("wrong-tiger-sky")
    await ann.sees("Nobody is waiting under these words")
    await expect(ann.page.locator("#code")).to_be_hidden()
    await ben.open("wrong-tiger-sky")
    for person in (ann, ben):  # one may wait, nevertheless
        await person.is_linked()


async def test_words_expire_and_can_be_waited_under_again(chromium: Browser) -> None:
    async with (
        running_server(identity_timeout=1) as server,
        visiting(chromium, server.url) as ann,
        visiting(chromium, server.url) as ben,
    ):
        await ann.open()
        await ann.meet("blue tiger sky")
        await ann.sees("These words have expired")
        await ben.open("blue-tiger-sky")
        await ben.sees("Nobody is waiting under these words")
        await ben.sees("These words have expired")
        server.hub.reconfigure(dataclasses.replace(server.hub.config, identity_timeout=60))
        for person in (ann, ben):
            await person.page.click("#retry")
        for person in (ann, ben):
            await person.is_linked()


async def test_somebody_who_does_not_answer_is_away(server: Server, ann: Person) -> None:
    await server.iam(await server.ohai(), "blue tiger sky")
    await ann.open("blue-tiger-sky")
    await ann.sees("is not connected just now")
    await ann.page.click("#over")
    await expect(ann.page.locator("#start-heading")).to_be_focused()
    assert ann.page.url == ann.url


KEEP_STATUSES = """() => {
  const statuses = (window.statuses = []);
  const word = document.querySelector("#status-word");
  const keep = () => statuses.at(-1) === word.textContent || statuses.push(word.textContent);
  new MutationObserver(keep).observe(word, { childList: true, characterData: true, subtree: true });
}"""


async def test_who_left_is_not_linked_again_by_what_is_left_of_their_link(
    server: Server, ann: Person, ben: Person
) -> None:
    leaver = await server.ohai()
    await server.iam(leaver, "blue tiger sky")
    async with server.connect(leaver) as connection:
        stranger = Stranger(connection)
        await ann.open("blue-tiger-sky")
        await stranger.welcomes_visitor()
        await ann.is_linked()
        await ann.page.evaluate(KEEP_STATUSES)
        await stranger.say(Bye={})
        await stranger.hears("Hello")  # the page has found them again, and they still link to it
        await server.post("/obai", {"PrivateId": leaver.private_id})
    await ben.open("blue-tiger-sky")
    for person in (ann, ben):
        await person.is_linked()
    assert await ann.page.evaluate("window.statuses") == ["Friend left", "Linked"]


async def test_a_third_is_told_that_they_talk(
    chromium: Browser, server: Server, ann: Person, ben: Person
) -> None:
    await link_up(ann, ben)
    async with visiting(chromium, server.url) as third:
        await third.open("blue-tiger-sky")
        await third.sees("talking with somebody else")
        await ben.leaves()
        await ann.sees("Your friend has left")
        await third.page.click("#retry")
        for person in (ann, third):
            await person.is_linked()


async def test_a_friend_who_leaves_may_come_back(ann: Person, ben: Person) -> None:
    await link_up(ann, ben)
    await ann.says("Hello")
    await ben.leaves()
    await expect(ben.page.locator("#start-heading")).to_be_focused()
    await ann.sees("Your friend has left")
    await expect(ann.page.locator("#send")).to_be_disabled()
    await ann.page.fill("#message", "still here")
    await ann.page.press("#message", "Enter")
    await expect(ann.page.locator("#message")).to_have_value("still here")
    await ben.open("blue-tiger-sky")
    for person in (ann, ben):
        await person.is_linked()
    await ann.page.press("#message", "Enter")
    await ben.hears("still here")
    await ann.sees("Hello")


@pytest.mark.parametrize("who", ["host", "guest"])
async def test_whoever_reloads_is_back(ann: Person, ben: Person, who: str) -> None:
    await link_up(ann, ben)
    one, other = (ann, ben) if who == "host" else (ben, ann)
    await one.page.reload()
    await one.is_linked()
    await one.says("back")
    await other.hears("back")


@pytest.mark.parametrize("who", ["host", "guest"])
async def test_who_closes_the_page_frees_the_words(ann: Person, ben: Person, who: str) -> None:
    await link_up(*((ann, ben) if who == "host" else (ben, ann)))
    await ann.page.close(run_before_unload=True)
    await ben.sees("Your friend")  # has left, if the goodbye is faster than the end; or is away
    await ben.page.reload()
    await ben.reads_status("Waiting")


async def test_whose_browser_dies_may_come_back(
    chromium: Browser, server: Server, ann: Person
) -> None:
    async with visiting(chromium, server.url) as dies:
        await link_up(dies, ann)
    await ann.sees("Your friend")
    async with visiting(chromium, server.url) as comes:
        await comes.open("blue-tiger-sky")
        await comes.is_linked()
        await ann.is_linked()


async def test_a_server_that_does_not_answer_is_named(ann: Person) -> None:
    await ann.open()
    await ann.page.route("**/ohai", lambda route: route.abort("connectionrefused"))
    await ann.meet("blue tiger sky")
    await ann.sees("The server does not answer. Check that you are online")
    await ann.reads_status("Ended")
    await ann.page.unroute("**/ohai")
    await ann.page.click("#retry")
    await ann.reads_status("Waiting")


async def test_who_is_thrown_out_is_told(server: Server, ann: Person, ben: Person) -> None:
    async with ann.page.expect_response("**/ohai") as greeting:
        await link_up(ann, ben)
    await ben.says("the last words")
    await ann.hears("the last words")
    private_id = (await (await greeting.value).json())["PrivateId"]
    await server.post("/obai", {"PrivateId": private_id})
    await ann.sees("The conversation has ended")
    await ben.sees("Your friend is away")
    await ann.sees("the last words")
    await ann.page.click("#resume")
    for person in (ann, ben):
        await person.is_linked()


async def test_too_many_tries_are_held_up(chromium: Browser) -> None:
    async with (
        running_server(passphrase_tries=1) as server,
        visiting(chromium, server.url) as ann,
    ):
        await ann.open("blue-tiger-sky")
        await ann.sees("The server wants fewer questions. This page asks again in")
