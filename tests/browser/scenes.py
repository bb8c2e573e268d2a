"""Every state that a person can meet on the page, brought about: for axe, and for pictures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from plong.protocol.closes import INTERNAL_ERROR, REMOVED
from tests.browser.person import link_up, make_file
from tests.browser.post_scenes import POST_SCENES, POST_SETTINGS
from tests.browser.stage import WORDS, Stage
from tests.browser.stranger import meet

FRAGMENT: Final = "blue-tiger-sky"
PICTURE: Final = bytes(2_400_000)


async def start(stage: Stage) -> None:
    await stage.ann.open()


async def connecting(stage: Stage) -> None:
    await stage.ann.open()
    await stage.ann.page.route("**/ohai", lambda _: asyncio.sleep(0))
    await stage.ann.meet(WORDS)
    await stage.ann.reads_status("Connecting")


async def waiting(stage: Stage) -> None:
    await stage.ann.open()
    await stage.ann.meet(WORDS)
    await stage.ann.reads_status("Waiting")


async def nobody(stage: Stage) -> None:
    await stage.ann.open(FRAGMENT)
    await stage.ann.sees("Nobody is waiting under these words")


async def away(stage: Stage) -> None:
    await stage.server.iam(await stage.server.ohai(), WORDS)
    await stage.ann.open(FRAGMENT)
    await stage.ann.reads_status("Away")


async def busy(stage: Stage) -> None:
    await link_up(await stage.enter(), await stage.enter(), WORDS)
    await stage.ann.open(FRAGMENT)
    await stage.ann.reads_status("Busy")


async def expired(stage: Stage) -> None:
    await stage.ann.open(FRAGMENT)
    await stage.ann.reads_status("Expired")


async def failed(stage: Stage) -> None:
    await stage.ann.open()
    await stage.ann.page.route("**/ohai", lambda route: route.abort("connectionrefused"))
    await stage.ann.meet(WORDS)
    await stage.ann.reads_status("Ended")


async def linked(stage: Stage) -> None:
    friend = await stage.link()
    await friend.says("Are you there?")
    await stage.ann.hears("Are you there?")
    await stage.ann.says("Yes. Send me the pictures of Saturday, please, the ones by the lake.")
    await friend.hears("Yes. Send me the pictures of Saturday, please, the ones by the lake.")
    await friend.says("One moment.")
    await stage.ann.hears("One moment.")


async def files(stage: Stage) -> None:
    friend = await stage.link()
    await friend.says("Here they are.")
    await friend.offers(make_file("By the lake.jpg", PICTURE))
    await stage.ann.accepts("By the lake.jpg")
    await friend.offers(make_file("Everything.zip", PICTURE * 5))
    await stage.ann.presses("Decline", "Everything.zip")
    await stage.ann.reads_card("Everything.zip", "You declined")
    await stage.ann.offers(make_file("Notes.txt", PICTURE[:3000]))
    await stage.ann.reads_card("Notes.txt", "your friend is asked")
    await friend.offers(make_file("On the boat.jpg", PICTURE))
    await stage.ann.reads_card("On the boat.jpg", "wants to send you this")


async def transfer(stage: Stage) -> None:
    friend = await stage.link()
    await friend.says("It is large, sorry.")
    await friend.offers(make_file("Everything.zip", PICTURE * 5))
    await stage.ann.presses("Accept", "Everything.zip")
    await stage.ann.reads_card("Everything.zip", "left")


async def left(stage: Stage) -> None:
    friend = await stage.link()
    await friend.says("I must go. Goodbye!")
    await stage.ann.hears("I must go. Goodbye!")
    await friend.leaves()
    await stage.ann.reads_status("Friend left")


async def gone(stage: Stage) -> None:
    async with stage.server.connect(await stage.server.ohai()) as connection:
        friend = await meet(stage.server, connection, stage.ann)
        await friend.send("I am on a train, it may break off.")
        await stage.ann.hears("I am on a train, it may break off.")
    await stage.ann.reads_status("Friend away")


async def restarting(stage: Stage) -> None:
    await linked(stage)
    stage.server.hub.restart(lambda _, most: most)
    await stage.ann.reads_status("Server restarting")


async def reconnecting(stage: Stage) -> None:
    await linked(stage)
    await stage.ann.page.context.set_offline(True)
    for connection in stage.server.hub.connections:
        connection.listener.dismiss(INTERNAL_ERROR)
    await stage.ann.reads_status("Reconnecting")


async def ended(stage: Stage) -> None:
    await linked(stage)
    for connection in stage.server.hub.connections:
        connection.listener.dismiss(REMOVED)
    await stage.ann.reads_status("Ended")


Scene = Callable[[Stage], Awaitable[None]]

_SCENES: Final = (
    *(start, connecting, waiting, nobody, away, busy, expired, failed),
    *(linked, files, transfer, left, gone, restarting, reconnecting, ended),
)
SCENES: Final[Mapping[str, Scene]] = {
    **{scene.__name__: scene for scene in _SCENES},
    **POST_SCENES,
}
SETTINGS: Final[Mapping[str, Mapping[str, object]]] = {
    **POST_SETTINGS,
    "expired": {"identity_timeout": 1},
    "transfer": {"bytes_per_second": 1_000_000},
}
"""What the server of a scene is told."""
