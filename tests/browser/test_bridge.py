"""Two pages of two servers meet in the swarm; a page of somebody else does not get in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page

from tests.support.bridge import SETTINGS
from tests.support.server import Server, running_server

pytestmark = pytest.mark.browser

PAGE: Final = """
(url) => {
    const socket = new WebSocket(url);
    const bridge = { socket, chats: [], refused: [], open: 0 };
    bridge.key = new Promise((resolve, reject) => {
        socket.onclose = (event) => reject(new Error(`closed with ${event.code}`));
        socket.onmessage = ({ data }) => {
            for (const message of JSON.parse(data)) {
                if (message.YourEd25519) resolve(message.YourEd25519.ed25519);
                if (message.NotForwarded) bridge.refused.push(message.NotForwarded);
                if (message.Forwarded) bridge.hear(message.Forwarded);
            }
        };
    });
    bridge.hear = ({ from_ed25519: key, messages, might_be_ip_spoofing: isDoubtful }) => {
        for (const { ChatMessage: chat } of JSON.parse(messages))
            if (chat) bridge.chats.push({ key, text: chat.message, isDoubtful });
    };
    bridge.tell = (key, text) =>
        socket.send(JSON.stringify([{
            Forward: { to_ed25519: key, messages: [{ ChatMessage: { message: text } }] },
        }]));
    window.bridge = bridge;
    return bridge.key;
}
"""
"""As pages of the swarm do it: it looks for its own node, and knows nothing of Plong."""
OUTCOME: Final = """
(url) => new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => resolve(data);
    socket.onclose = ({ code }) => resolve(code);
})
"""
NOT_OPENED: Final = 1006
"""All that a browser says of an upgrade that was refused."""


@asynccontextmanager
async def page_of(chromium: Browser, url: str) -> AsyncIterator[Page]:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(url)
    yield page
    await context.close()


def home(server: Server) -> str:
    """Return the address of a server's node."""
    assert server.swarm is not None
    return f"127.0.0.1:{server.swarm.port}"


async def heard(page: Page, text: str) -> Any:
    """Return the line that has this text, when it has come."""
    line = "(text) => bridge.chats.find((chat) => chat.text === text)"
    return await (await page.wait_for_function(line, arg=text, timeout=20_000)).json_value()


async def test_two_pages_of_two_servers_chat_encrypted(chromium: Browser) -> None:
    async with (
        running_server(**SETTINGS) as first,
        running_server(**SETTINGS, bootstrap=[home(first)]) as second,
        page_of(chromium, first.url) as ann,
        page_of(chromium, second.url) as ben,
    ):
        anns = await ann.evaluate(PAGE, f"{first.ws_url}/wt")
        bens = await ben.evaluate(PAGE, f"{second.ws_url}/wt")
        assert anns != bens
        for text in ("Hi, Ben", "Grüße \N{WAVING HAND SIGN}"):
            await ann.evaluate("([key, text]) => bridge.tell(key, text)", [bens, text])
            line = {"key": anns, "text": text, "isDoubtful": False}
            assert await heard(ben, text) == line
        await ben.evaluate("([key, text]) => bridge.tell(key, text)", [anns, "Hi, Ann"])
        assert await heard(ann, "Hi, Ann") == {"key": bens, "text": "Hi, Ann", "isDoubtful": False}
        for page in (ann, ben):
            assert await page.evaluate("bridge.refused") == []


async def test_a_page_of_somebody_else_does_not_get_in(chromium: Browser, site: str) -> None:
    async with running_server(**SETTINGS) as server, page_of(chromium, site) as page:
        assert await page.evaluate(OUTCOME, f"{server.ws_url}/wt") == NOT_OPENED
        localhost = f"ws://localhost:{server.port}/wt"
        assert await page.evaluate(OUTCOME, localhost) == NOT_OPENED
    named = {**SETTINGS, "bridge_origins": [site.rstrip("/")]}
    async with running_server(**named) as server, page_of(chromium, site) as page:
        assert "YourEd25519" in await page.evaluate(OUTCOME, f"{server.ws_url}/wt")
