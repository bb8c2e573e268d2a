"""The two-player session of README.md, as a newcomer copies it into shells and consoles."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page

pytestmark = pytest.mark.browser

README: Final = Path(__file__).parents[2] / "README.md"
TIMEOUT: Final = 10
CONNECTED: Final = """
new Promise((tell) => ws.readyState === WebSocket.OPEN ? tell() : ws.addEventListener("open", tell))
    .then(() => true)
"""


def read_blocks(language: str, mark: str) -> Sequence[str]:
    """Return the fenced blocks of a language that hold a mark."""
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return [block for block in blocks if mark in block]


async def shell(script: str) -> str:
    """Run a script in sh; return the line or lines that it prints for a console."""
    process = await asyncio.create_subprocess_exec(
        "sh", "-euc", script, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()[output.decode().index("ws = ") :]


class Tab:
    """A browser tab on the server's own address, with its console open."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        page.on("console", self._print)

    def _print(self, message: ConsoleMessage) -> None:
        if "favicon" not in message.location["url"]:
            self._lines.put_nowait(message.text)

    async def paste(self, code: str) -> None:
        """Run code as a console does, which no policy of the page forbids."""
        console = await self._page.context.new_cdp_session(self._page)
        ran = await console.send("Runtime.evaluate", {"expression": code, "replMode": True})
        assert "exceptionDetails" not in ran, ran

    async def is_connected(self) -> None:
        await self._page.evaluate(CONNECTED)

    async def line(self) -> str:
        async with asyncio.timeout(TIMEOUT):
            return await self._lines.get()


async def open_tab(chromium: Browser, server_host: str) -> Tab:
    page = await chromium.new_page()
    tab = Tab(page)
    await page.goto(f"http://{server_host}/")
    return tab


async def test_the_session_works_as_it_stands(chromium: Browser, server_host: str) -> None:
    bob_script, alice_script = read_blocks("sh", "server=localhost:1501")
    (link_back,) = read_blocks("js", "chlink")
    bob, alice = [await open_tab(chromium, server_host) for _ in range(2)]
    await bob.paste(await shell(bob_script.replace("localhost:1501", server_host)))
    await bob.is_connected()
    await alice.paste(await shell(alice_script.replace("localhost:1501", server_host)))
    heard = re.fullmatch(r":([A-Za-z0-9_-]{43}):Hi", await bob.line())
    assert heard
    await bob.paste(link_back.replace("Au7dk…8sHsb", heard[1]))
    assert await alice.line() == "Hello Alice"
    await alice.paste("ws.send('Hello Bob')")
    assert await bob.line() == "Hello Bob"
