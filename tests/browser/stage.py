"""Where the scenes play: a server, and people who come to it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser

from tests.browser.person import Person, link_up, visiting
from tests.support.server import Server, running_server

WORDS: Final = "blue tiger sky"


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
