"""States of word that is left and waits, brought about: as in `scenes`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from playwright.async_api import expect

from tests.browser.neighbour import Neighbour, leave_word, lie_at, unfold
from tests.browser.stage import Stage


async def folded(stage: Stage) -> None:
    await stage.ann.open()
    await stage.ann.sees("Leave word for somebody who is away")


async def unfolded(stage: Stage) -> None:
    neighbour = await Neighbour.of(stage.server)
    await stage.ann.open()
    address = neighbour.address(await unfold(stage.ann))
    await leave_word(stage.ann, address, "The key is under the flowerpot.")
    await stage.ann.sees("It is left")


async def knocked(stage: Stage) -> None:
    neighbour = await Neighbour.of(stage.server)
    await stage.ann.open()
    address = await unfold(stage.ann)
    await stage.ann.page.click("#post-summary")
    await neighbour.leave(address, "The boat leaves at six.\nShall we wait for you?")
    await stage.ann.card("Word from").get_by_role("button", name="Read it").click()
    await stage.ann.sees("The boat leaves at six.")
    await neighbour.leave(address, "Saturday " * 300, "text/plain")
    await stage.ann.sees("text/plain")


async def unreachable(stage: Stage) -> None:
    await stage.ann.open()
    address = await unfold(stage.ann)
    await stage.ann.page.click("#post-summary")
    await lie_at(stage.server, address, "1", payload_type="invoice", size=1_200_000)
    await stage.ann.presses("Read it", "relay.example")
    await stage.ann.sees("cannot be reached just now")


async def news(stage: Stage) -> None:
    neighbour = await Neighbour.of(stage.server)
    await stage.ann.open()
    address = await unfold(stage.ann)
    friend = await stage.link()
    await friend.says("Are you there?")
    await stage.ann.hears("Are you there?")
    await neighbour.leave(address, "The boat leaves at six.")
    await expect(stage.ann.page.locator("#news")).to_contain_text("Somebody left word for you.")


POST_SCENES: Final[Mapping[str, Callable[[Stage], Awaitable[None]]]] = {
    scene.__name__: scene for scene in (folded, unfolded, knocked, unreachable, news)
}
POST_SETTINGS: Final[Mapping[str, Mapping[str, object]]] = {
    name: {"mode": "hwxp", "public_url": "https://plong.example"} for name in POST_SCENES
}
