"""A page in Chromium with jQuery on it, and what it hears."""

import asyncio
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

SNIPPETS: Final = Path(__file__).parent / "snippets"
HOST: Final = "server:1501"
WAIT: Final = "\n...\n"
BODY: Final = "{ ... }"
HEARD: Final = "{ heard(m.data) }"
TIMEOUT: Final = 10


def read_snippet(name: str, server: str) -> list[str]:
    """Read a step of the README, cut where its reader is to wait."""
    code = (SNIPPETS / f"{name}.js").read_text(encoding="utf-8")
    return code.replace(HOST, server).replace(BODY, HEARD).split(WAIT)


class Visitor:
    """Someone with a browser console; any error on the page is kept in ``errors``."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def open(self, url: str) -> None:
        await self.page.expose_function("heard", self._heard.put_nowait)
        await self.page.goto(url)

    async def run(self, code: str) -> None:
        """Run code as a script of the page, in sloppy mode: it may set globals."""
        await self.page.add_script_tag(content=code)
        assert not self.errors, self.errors

    async def run_step(self, name: str, *, until: str = "true") -> None:
        """Run a step that goes in one piece, and wait for what it is to bring about."""
        (code,) = read_snippet(name, self.server)
        await self.run(code)
        await self.wait_until(until)

    async def wait_until(self, condition: str) -> None:
        await self.page.wait_for_function(condition, timeout=TIMEOUT * 1000)

    async def is_connected(self) -> None:
        await self.wait_until("ws.readyState === WebSocket.OPEN")

    async def value(self, expression: str) -> Any:
        return await self.page.evaluate(expression)

    async def hears(self) -> str:
        """Return the next message that came to the page's ``heard``."""
        async with asyncio.timeout(TIMEOUT):
            return await self._heard.get()
