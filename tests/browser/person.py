"""Somebody with the server's page open in Chromium; whatever their browser complains of is kept."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FilePayload,
    Page,
    Request,
    ViewportSize,
    expect,
)

PHONE: Final = ViewportSize(width=390, height=844)
DESKTOP: Final = ViewportSize(width=1280, height=800)
PATIENCE: Final = 60_000
"""Milliseconds after which a test fails that waits for a page."""
_OF_A_SERVER_THAT_IS_DOWN: Final = (
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_INTERNET_DISCONNECTED",
    "WebSocket connection to",
    "WebSocket is already in CLOSING or CLOSED state.",
)

Kind = TypeVar("Kind", FilePayload, Path)
"""Playwright takes either, but not both at once."""


def make_file(name: str, body: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": body}


class Person:
    """Does what people do on the page, and looks at what it shows."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._read_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._note_host)
        page.on("websocket", lambda socket: self.hosts.add(urlsplit(socket.url).netloc))

    def _read_console(self, message: ConsoleMessage) -> None:
        # A server that is down is no fault of the page, nor is what an address refuses (word that
        # was read already, say), but browsers write it down.
        is_refused = "/at/" in message.location["url"]
        if not is_refused and not any(it in message.text for it in _OF_A_SERVER_THAT_IS_DOWN):
            self.complaints.append(f"{message.type}: {message.text}")

    def _note_host(self, request: Request) -> None:
        if not request.url.startswith("blob:"):
            self.hosts.add(urlsplit(request.url).netloc)

    async def open(self, fragment: str = "") -> None:
        await self.page.goto(self.url + (f"#{fragment}" if fragment else ""))

    async def meet(self, words: str) -> None:
        """Type words on the first view and go."""
        await self.page.fill("#words", words)
        await self.page.press("#words", "Enter")

    async def sees(self, text: str) -> None:
        """Wait until this text can be seen."""
        await expect(
            self.page.locator("main").get_by_text(text).filter(visible=True).first
        ).to_be_visible(timeout=PATIENCE)

    async def reads_status(self, word: str) -> None:
        await expect(self.page.locator("#status-word")).to_have_text(word, timeout=PATIENCE)

    async def is_linked(self) -> None:
        await self.reads_status("Linked")

    async def says(self, text: str) -> None:
        await self.page.fill("#message", text)
        await self.page.press("#message", "Enter")

    async def hears(self, text: str) -> None:
        said = self.page.locator(".bubble.theirs .words").last
        await expect(said).to_have_text(f"Friend: {text}", timeout=PATIENCE, use_inner_text=False)

    async def offers(self, *files: Kind) -> None:
        await self.page.set_input_files("#files", list(files))

    def card(self, name: str) -> Any:
        return self.page.locator(".card").filter(has_text=name).last

    async def presses(self, button: str, name: str) -> None:
        await self.card(name).get_by_role("button", name=button).click()

    async def accepts(self, name: str) -> Path:
        """Take the file of this name; return where the browser saved it."""
        async with self.page.expect_download(timeout=PATIENCE) as download:
            await self.presses("Accept", name)
        saved = await download.value
        assert saved.suggested_filename == name
        return Path(await saved.path())

    async def reads_card(self, name: str, text: str) -> None:
        await expect(self.card(name)).to_contain_text(text, timeout=PATIENCE)

    async def leaves(self) -> None:
        await self.page.click("#leave")


def hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@asynccontextmanager
async def visiting(browser: Browser, url: str, **options: Any) -> AsyncIterator[Person]:
    """Open a browser of their own for somebody; at the end nothing was wrong in it."""
    context = await browser.new_context(**{"viewport": PHONE, "locale": "en-GB", **options})
    async with watched(context, url) as person:
        yield person
    await context.close()


@asynccontextmanager
async def watched(context: BrowserContext, url: str) -> AsyncIterator[Person]:
    person = Person(await context.new_page(), url)
    yield person
    assert not person.complaints, person.complaints
    assert person.hosts <= {urlsplit(url).netloc}


async def link_up(host: Person, guest: Person, words: str = "blue tiger sky") -> None:
    """One waits under the words, the other comes by the link."""
    await host.open()
    await host.meet(words)
    await host.reads_status("Waiting")
    await guest.open(words.replace(" ", "-"))
    for person in (host, guest):
        await person.is_linked()
