"""Every state that a person can meet on the page, brought about: for axe, and for pictures."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser

from plong.protocol.errors import INTERNAL_ERROR
from tests.browser.person import Person, link_up, make_file, visiting
from tests.browser.stranger import meet
from tests.support.server import Server, running_server

WORDS: Final = "blue tiger sky"
FRAGMENT: Final = "blue-tiger-sky"
PICTURE: Final = bytes(2_400_000)


class Stage:
    """A server; Ann, who is looked at; others, as a scene wants them."""

    def __init__(self, chromium: Browser, server: Server, stack: AsyncExitStack) -> None:
        self._chromium, self.server, self._stack = chromium, server, stack
        self.ann: Person

    async def enter(self, **options: Any) -> Person:
        """Let somebody open a browser."""
        return await self._stack.enter_async_context(
            visiting(self._chromium, self.server.url, **options)
        )

    async def link(self) -> Person:
        """Let Ann talk with a friend."""
        friend = await self.enter()
        await link_up(self.ann, friend, WORDS)
        return friend


@asynccontextmanager
async def open_stage(
    chromium: Browser, settings: Mapping[str, object], **options: Any
) -> AsyncIterator[Stage]:
    """Start a server with these settings, and Ann's browser with these options."""
    async with running_server(**settings) as server, AsyncExitStack() as stack:
        stage = Stage(chromium, server, stack)
        stage.ann = await stage.enter(**options)
        yield stage


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
    await friend.offers(make_file("Everything.zip", bytes(40_000_000)))
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


Scene = Callable[[Stage], Awaitable[None]]

SCENES: Final[Mapping[str, Scene]] = {
    scene.__name__: scene
    for scene in (
        *(start, connecting, waiting, nobody, away, busy, expired, failed),
        *(linked, files, transfer, left, gone, restarting, reconnecting),
    )
}
SETTINGS: Final[Mapping[str, Mapping[str, object]]] = {
    "expired": {"identity_timeout": 1},
    "transfer": {"bytes_per_second": 4_000_000},
}
"""What the server of a scene is told."""
