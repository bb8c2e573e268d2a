"""The page's QR codes, read by somebody else's decoder."""

from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page

from tests.browser.modules import Call

pytestmark = pytest.mark.browser

JSQR: Final = Path(__file__).parent / "node_modules/jsqr/dist/jsQR.js"

# One text at each version's least and most bytes, and one that is too long.
LENGTHS: Final = [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, 122, 123, 152, 153, 180, 181]
READ_BACK: Final = """
async (text) => {
    const { encode } = await import("/qr.js")
    const code = encode(text), scale = 4, side = (code.length + 8) * scale
    const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
        const isDark = code[Math.floor(y / scale) - 4]?.[Math.floor(x / scale) - 4]
        if (isDark) pixels.set([0, 0, 0], (y * side + x) * 4)
    }
    const { version, data } = jsQR(pixels, side, side)
    return [version, code.length, data]
}
"""


async def test_another_decoder_reads_codes_of_every_version(module_page: Page) -> None:
    await module_page.add_script_tag(path=JSQR)
    versions = set()
    for length in [*LENGTHS, 213]:
        text = ("é" + "https://example.org/#tiger-" * 9).encode()[:length].decode(errors="ignore")
        text = text.ljust(length - len(text.encode()) + len(text), "x")
        version, side, data = await module_page.evaluate(READ_BACK, text)
        assert (side, data) == (17 + 4 * version, text)
        versions.add(version)
    assert versions == set(range(1, 11))


async def test_what_is_too_long_has_no_code(call: Call) -> None:
    assert await call("qr", "encode", "x" * 214) is None
