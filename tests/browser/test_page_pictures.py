"""Pictures of every state, as they are in docs/screenshots.

They are taken anew there when ``REWRITE_SCREENSHOTS`` is set; otherwise they are thrown away.
"""

import os
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser

import plong
from tests.browser.person import DESKTOP, PHONE
from tests.browser.scenes import SCENES, SETTINGS
from tests.browser.stage import open_stage

pytestmark = pytest.mark.browser

KEPT: Final = Path(plong.__file__).parents[1] / "docs/screenshots"
SIZES: Final = {"phone": PHONE, "desktop": DESKTOP}
IN_THE_DARK: Final = ["start", "waiting", "files", "unfolded", "knocked"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if "REWRITE_SCREENSHOTS" not in os.environ:
        return tmp_path
    KEPT.mkdir(exist_ok=True)
    return KEPT


@pytest.mark.parametrize(
    ("name", "scheme"),
    [*((name, "light") for name in SCENES), *((name, "dark") for name in IN_THE_DARK)],
)
async def test_a_state_looks_so(chromium: Browser, folder: Path, name: str, scheme: str) -> None:
    options: dict[str, Any] = {"color_scheme": scheme, "reduced_motion": "reduce"}
    async with open_stage(chromium, SETTINGS.get(name, {}), **options) as stage:
        await SCENES[name](stage)
        await stage.ann.page.mouse.move(0, 0)
        for size, viewport in SIZES.items():
            await stage.ann.page.set_viewport_size(viewport)
            suffix = "-dark" if scheme == "dark" else ""
            path = folder / f"{name}-{size}{suffix}.png"
            await stage.ann.page.screenshot(path=path, animations="disabled")
            assert path.stat().st_size > 5000
