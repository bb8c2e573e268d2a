"""A file that is larger than what the browsers may use for it: both ways, memory stays flat."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Playwright, async_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS
from tests.browser.person import Person, link_up, watched
from tests.support.memory import MEBIBYTE, anonymous, descendants

pytestmark = pytest.mark.browser

SIZE: Final = 200_000_000
ALLOWED: Final = 150 * MEBIBYTE
"""What all processes of a browser may take more than before."""


class Gauge:
    """Looks again and again how much memory the processes of a browser take."""

    def __init__(self, profile: Path) -> None:
        self._mark = f"--user-data-dir={profile}"
        self.least = self.peak = self._look()

    def _look(self) -> int:
        return sum(anonymous(process) for process in descendants(self._mark))

    async def watch(self) -> None:
        while True:
            self.peak = max(self.peak, self._look())
            await asyncio.sleep(0.1)


@asynccontextmanager
async def settled(playwright: Playwright, profile: Path, url: str) -> AsyncIterator[Person]:
    """Open a browser with a profile on disk: in a private one, files would be in memory."""
    program = shutil.which("chromium")
    context = await playwright.chromium.launch_persistent_context(
        profile, executable_path=program, args=CHROMIUM_ARGUMENTS
    )
    async with watched(context, url) as person:
        yield person
    await context.close()


def write_file(path: Path) -> str:
    """Fill a file with random bytes; return their hash."""
    piece = os.urandom(10_000_000)
    sha256 = hashlib.sha256()
    with path.open("wb") as file:
        for number in range(SIZE // len(piece)):
            part = number.to_bytes(4, "big") + piece[4:]
            file.write(part)
            sha256.update(part)
    return sha256.hexdigest()


def read_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def send(sender: Person, receiver: Person, path: Path) -> str:
    await sender.offers(path)
    async with receiver.page.expect_download(timeout=60_000) as download:
        await receiver.presses("Accept", path.name)
    return await asyncio.to_thread(read_hash, Path(await (await download.value).path()))


async def test_200_mb_go_both_ways_in_flat_memory(server_host: str, tmp_path: Path) -> None:
    url = f"http://{server_host}/"
    hashes = {name: write_file(tmp_path / name) for name in ("there.bin", "back.bin")}
    async with (
        async_playwright() as playwright,
        settled(playwright, tmp_path / "ann", url) as ann,
        settled(playwright, tmp_path / "ben", url) as ben,
    ):
        await link_up(ann, ben)
        gauges = [Gauge(tmp_path / name) for name in ("ann", "ben")]
        watching = [asyncio.create_task(gauge.watch()) for gauge in gauges]
        assert await send(ann, ben, tmp_path / "there.bin") == hashes["there.bin"]
        assert await send(ben, ann, tmp_path / "back.bin") == hashes["back.bin"]
        for name, sha256 in hashes.items():
            for person in (ann, ben):
                await person.reads_card(name, f"Checked by SHA-256 {sha256}")
        for task in watching:
            task.cancel()
    for gauge in gauges:
        assert gauge.peak - gauge.least < ALLOWED
