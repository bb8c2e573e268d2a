"""Draws docs/deploy/grafana.png: ``python -m tests.deploy.picture [SECONDS [FILE]]``.

Wants Debian's prometheus and chromium. What is drawn is grafana.json, filled in by a real
Prometheus that has scraped a real server; Grafana itself has no package to be had.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from playwright.async_api import async_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS
from tests.deploy.demonstration import life
from tests.deploy.drawing import Series, page, size_of
from tests.deploy.monitoring import FOLDER, Panel, fill_in, read_panels
from tests.support.metrics import free_port
from tests.support.prometheus import Prometheus, running_prometheus
from tests.support.server import running_server

_INTERVAL: Final = "15s"
_POINTS: Final = 150


async def draw(seconds: float, path: Path) -> None:
    """Run the demonstration for so long, and draw it."""
    with tempfile.TemporaryDirectory() as name:
        panels = await _watch(Path(name), seconds)
    await _shoot(page(panels), size_of([panel for panel, _ in panels]), path)


async def _watch(folder: Path, seconds: float) -> Sequence[tuple[Panel, Sequence[Series]]]:
    port = free_port()
    settings = {"mode": "hwxpul", "metrics_port": port, "store": f"sqlite:{folder / 'plong.db'}"}
    more = {"slow_timeout": 20, "ping_hold": 5, "lcdp_reach": "loopback"}
    async with (
        running_server(**settings, **more) as server,
        running_prometheus(folder, port) as prometheus,
    ):
        started = time.time()
        async with life(server):
            await asyncio.sleep(seconds)  # the demonstration's length is its point
            return [(panel, await _series(prometheus, panel, started)) for panel in read_panels()]


async def _series(prometheus: Prometheus, panel: Panel, started: float) -> Sequence[Series]:
    now, series = time.time(), list[Series]()
    for expression, name in panel.queries:
        filled = fill_in(expression, _INTERVAL)
        found = await prometheus.query_range(filled, started, now, (now - started) / _POINTS)
        series += [_one_series(name, one) for one in found]
    return series


def _one_series(name: str, found: Mapping[str, Any]) -> Series:
    for label, value in found["metric"].items():
        name = name.replace("{{" + label + "}}", value)
    return Series(name, [(at, _number(value)) for at, value in found["values"]])


def _number(text: str) -> float:
    return 0.0 if text == "NaN" else float(text)  # a quantile of nothing


async def _shoot(source: str, size: tuple[int, int], path: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS
        )
        tab = await browser.new_page(viewport={"width": size[0], "height": size[1]})
        await tab.set_content(source)
        await tab.screenshot(path=path)
        await browser.close()


def main(seconds: str = "300", path: str = str(FOLDER / "grafana.png")) -> None:
    """Draw it."""
    asyncio.run(draw(float(seconds), Path(path)))


if __name__ == "__main__":
    main(*sys.argv[1:])
