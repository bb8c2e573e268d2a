"""axe finds nothing to complain of: in any state, light or dark, on a phone or a desk."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.browser.person import DESKTOP, PHONE
from tests.browser.scenes import SCENES, SETTINGS
from tests.browser.stage import open_stage

pytestmark = pytest.mark.browser

AXE: Final = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
NARROW: Final = ViewportSize(width=320, height=568)
WIDEST: Final = "document.documentElement.scrollWidth"


async def find_faults(page: Page) -> list[Any]:
    await page.add_script_tag(path=AXE)
    report = await page.evaluate("axe.run()")
    return [
        (it["id"], [node["html"] for node in it["nodes"]], it["help"])
        for it in report["violations"]
    ]


@pytest.mark.parametrize("name", SCENES)
async def test_axe_finds_no_fault(chromium: Browser, name: str) -> None:
    options = {"bypass_csp": True, "reduced_motion": "reduce"}
    async with open_stage(chromium, SETTINGS.get(name, {}), **options) as stage:
        await SCENES[name](stage)
        page = stage.ann.page
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            for size in (PHONE, DESKTOP):
                await page.set_viewport_size(size)
                faults = await find_faults(page)
                assert not faults, (scheme, size, json.dumps(faults, indent=2))
        await page.set_viewport_size(NARROW)
        assert await page.evaluate(WIDEST) == NARROW["width"]
        assert not await page.evaluate(SMALL_TARGETS)


SMALL_TARGETS: Final = """
() => [...document.querySelectorAll("button, main a")]
    .filter((it) => it.offsetParent && it.offsetHeight < 44)
    .map((it) => it.textContent + it.offsetHeight)
"""
