"""private.js where browsers keep WebCrypto, or a part of it, from pages."""

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, Route

import plong
from tests.support.server import Server

pytestmark = pytest.mark.browser

WEB: Final = Path(plong.__file__).parent / "web"
ELSEWHERE: Final = "http://plong.example/"
KEY: Final = "G4axOR-qIXGjB_36Jor7wP2sEEXpkKYdNXtpyexukQg"
REFUSALS: Final = """
async (key) => {
  const { decrypt, encrypt, makeKeys } = await import("/private.js");
  const { PlongError } = await import("/plong.js");
  const reasonOf = (error) => [error instanceof PlongError, error.code, error.message];
  const all = [makeKeys(), encrypt(key, "Rain."), decrypt(key, "Rain.")];
  return Promise.all(all.map((promise) => promise.then(String, reasonOf)));
}
"""
# Stands in for Chromium before 133; the one of today cannot do without.
FORGET_X25519: Final = """
() => {
  for (const name of ["generateKey", "importKey"]) {
    SubtleCrypto.prototype[name] = async () => {
      throw new DOMException("Algorithm: Unrecognized name", "NotSupportedError");
    };
  }
}
"""
WORKS: Final = """
async () => {
  const { decrypt, encrypt, makeKeys } = await import("/private.js");
  const { publicKey, privateKey } = await makeKeys();
  return decrypt(privateKey, await encrypt(publicKey, "Rain."));
}
"""


async def refusals(page: Page) -> list[Any]:
    """Return what each function refuses with."""
    answer: list[Any] = await page.evaluate(REFUSALS, KEY)
    return answer


def are_about(refusals: list[Any], words: str) -> bool:
    return all(ours and code == "no-webcrypto" and words in why for ours, code, why in refusals)


async def send_file(route: Route) -> None:
    """Answer as a server with a name of its own would."""
    await route.fulfill(path=WEB / route.request.url.removeprefix(ELSEWHERE))


async def test_the_server_serves_it_to_its_own_pages(chromium: Browser, server: Server) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.goto(server.url)
    assert await page.evaluate(WORKS) == "Rain."
    await context.close()


async def test_over_plain_http_it_says_what_is_missing(chromium: Browser) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    await page.route(f"{ELSEWHERE}**", send_file)
    await page.goto(f"{ELSEWHERE}words.txt")
    assert not await page.evaluate("isSecureContext")
    assert are_about(await refusals(page), "not over plain HTTP")
    await context.close()


async def test_a_browser_without_x25519_is_told_so(module_page: Page) -> None:
    await module_page.evaluate(FORGET_X25519)
    assert are_about(await refusals(module_page), "has no X25519")
