"""The functions of the page's modules, to be called from Python."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser, Page

from tests.support.server import running_server

_CALL: Final = """
async ([module, name, args]) => (await import(`/${module}.js`))[name](...args)
"""

Call = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def blank_page(chromium: Browser) -> AsyncIterator[Page]:
    """Open a page of the server's origin that runs nothing; scripts of others may be put in."""
    async with running_server() as server:
        page = await chromium.new_page(bypass_csp=True)
        await page.goto(f"http://127.0.0.1:{server.port}/words.txt")
        yield page
        await page.close()


def caller(page: Page) -> Call:
    """Return what calls ``call(module, function, *arguments)``."""

    async def call(module: str, name: str, *args: object) -> Any:
        return await page.evaluate(_CALL, [module, name, args])

    return call
