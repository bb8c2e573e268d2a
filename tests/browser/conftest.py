"""A server as users start it, a web site elsewhere, and Chromium: all on 127.0.0.1.

One browser does for all tests, each of which opens contexts of its own in it. So all of them run
in one event loop.
"""

import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.modules import Call, blank_page, caller
from tests.browser.person import Person, visiting
from tests.browser.visitor import Visitor
from tests.support.command_line import PYTHON_M_PLONG, running_plong
from tests.support.server import Server, running_server

HERE: Final = Path(__file__).parent
JQUERY: Final = HERE / "node_modules/jquery/dist/jquery.js"
# As root there is no sandbox; the rest keeps Chromium from talking to anyone but the test.
CHROMIUM_ARGUMENTS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


in_loop: Final = pytest_asyncio.fixture(loop_scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name above
        pass


@contextmanager
def serving_files(folder: Path) -> Iterator[str]:
    """Run a web site of a folder's files; yield its URL."""
    handler = partial(_QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[str]:
    """The URL of a page with jQuery, of another origin than the server's."""
    assert JQUERY.exists(), "jQuery is missing: npm install --prefix tests/browser"
    with serving_files(HERE) as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        await browser.close()


@in_loop
async def server() -> AsyncIterator[Server]:
    """A server with the default settings, on memory."""
    async with running_server() as server:
        yield server


@in_loop
async def server_host(tmp_path: Path) -> AsyncIterator[str]:
    """Host and port of ``python -m plong``, started in an empty folder with its own store."""
    start = running_plong(
        *("--port", "0"),
        directory=tmp_path,
        command=PYTHON_M_PLONG,
        PLONG_STORE="sqlite:plong.db",
    )
    async with start as plong:
        yield f"127.0.0.1:{plong.port}"
        ended = await plong.stop()
    assert (ended.code, ended.stderr) == (0, "")


@asynccontextmanager
async def _visiting(chromium: Browser, site: str, server_host: str) -> AsyncIterator[Visitor]:
    context = await chromium.new_context()
    visitor = Visitor(await context.new_page(), server_host)
    await visitor.open(site)
    yield visitor
    await context.close()
    assert not visitor.errors


@in_loop
async def bob(chromium: Browser, site: str, server_host: str) -> AsyncIterator[Visitor]:
    async with _visiting(chromium, site, server_host) as visitor:
        yield visitor


@in_loop
async def alice(chromium: Browser, site: str, server_host: str) -> AsyncIterator[Visitor]:
    async with _visiting(chromium, site, server_host) as visitor:
        yield visitor


@in_loop
async def module_page(chromium: Browser) -> AsyncIterator[Page]:
    async with blank_page(chromium) as page:
        yield page


@pytest.fixture
def call(module_page: Page) -> Call:
    return caller(module_page)


@in_loop
async def ann(chromium: Browser, server: Server) -> AsyncIterator[Person]:
    """Somebody who opens the server's own page on a phone."""
    async with visiting(chromium, server.url) as person:
        yield person


@in_loop
async def ben(chromium: Browser, server: Server) -> AsyncIterator[Person]:
    """Somebody else, elsewhere."""
    async with visiting(chromium, server.url) as person:
        yield person
