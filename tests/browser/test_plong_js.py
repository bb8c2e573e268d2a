"""The tests of plong.js that run in Node run in Chromium too."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Page

from tests.browser.conftest import in_loop, serving_files
from tests.browser.house import House

pytestmark = pytest.mark.browser

ROOT: Final = Path(__file__).parents[2]
OF_NODE_ONLY: Final = re.compile(r'from "node:(?!assert/strict"|test")')
TESTS: Final = [
    path.name
    for path in sorted((ROOT / "tests/web").glob("*.test.js"))
    if not OF_NODE_ONLY.search(path.read_text(encoding="utf-8"))
]
PATIENCE: Final = 120
"""Seconds after which a file of tests is given up."""
ASKS_OFTEN: Final = {
    "PLONG_PASSPHRASE_TRIES": "1000000",
    "PLONG_PASSPHRASE_TRIES_TOTAL": "1000000",
    "PLONG_PEERS_PER_MINUTE": "1000000",
    "PLONG_PEERS_PER_ADDRESS": "1000000",
    "PLONG_CONNECTIONS_PER_ADDRESS": "10000",
}


class Houses:
    """Servers by name, as a page commands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._houses: dict[str, House] = {}

    async def command(
        self, what: str, name: str, more: Mapping[str, str] | str | None = None
    ) -> str | None:
        if isinstance(more, Mapping):
            self._open(name, more)
        house = self._houses[name]
        match what:
            case "start":
                return (await house.start()).rstrip("/")
            case "stop":
                await house.end(signal.Signals[str(more)])
            case "pause":
                house.pause()
            case "remove":
                await house.close()
        return None

    def _open(self, name: str, settings: Mapping[str, str]) -> None:
        (self._folder / name).mkdir()
        self._houses[name] = House(self._folder / name, **settings)

    async def close(self) -> None:
        for house in self._houses.values():
            await house.close()


@in_loop
async def runner(chromium: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    """A page that runs a file of tests: ``run(name)``."""
    houses = Houses(tmp_path)
    url = await houses.command("start", "shared", ASKS_OFTEN)
    context = await chromium.new_context()
    with serving_files(ROOT) as files:
        page = await context.new_page()
        await page.add_init_script(f"globalThis.SERVER_URL = {url!r}")
        await page.expose_function("command", houses.command)
        await page.goto(f"{files}tests/browser/node/run.html")
        await page.wait_for_function("typeof run === 'function'")
        yield page
        await context.close()
    await houses.close()


@pytest.mark.parametrize("name", TESTS)
async def test_in_chromium(runner: Page, name: str) -> None:
    async with asyncio.timeout(PATIENCE):
        result = await runner.evaluate("(name) => run(name)", name)
    assert result["count"] > 0
    assert not result["failures"], "\n".join(result["failures"])
