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
        context = await chromium.new_context(bypass_csp=True)
        page = await context.new_page()
        await page.goto(f"{server.url}words.txt")
        yield page
        await context.close()


def caller(page: Page) -> Call:
    """Return what calls ``call(module, function, *arguments)``."""

    async def call(module: str, name: str, *args: object) -> Any:
        return await page.evaluate(_CALL, [module, name, args])

    return call
