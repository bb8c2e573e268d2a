"""The server is killed, or restarted on purpose: the page comes back, and files go on."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from playwright.async_api import Browser, Download

from tests.browser.house import open_house
from tests.browser.person import Person, link_up, visiting

pytestmark = pytest.mark.browser

SIZE = 150_000_000
SLOWLY = {"PLONG_BYTES_PER_SECOND": "30000000"}
"""So that the file is under way for some seconds."""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_file_survives_the_end_of_the_server(
    chromium: Browser, tmp_path: Path, number: signal.Signals
) -> None:
    body = os.urandom(SIZE)
    (tmp_path / "big.bin").write_bytes(body)
    async with open_house(tmp_path, **SLOWLY) as house:
        url = await house.start()
        async with visiting(chromium, url) as ann, visiting(chromium, url) as ben:
            await link_up(ann, ben)
            await ann.offers(tmp_path / "big.bin")
            async with ben.page.expect_download(timeout=60_000) as download:
                await ben.presses("Accept", "big.bin")
                await ben.reads_card("big.bin", "left")
                await house.end(number)
                await check_break(ann, ben, number)
                await house.start()
            assert await read(await download.value) == body
            for person in (ann, ben):
                await person.reads_card("big.bin", "Checked by SHA-256")
                await person.is_linked()
            await ann.says("still there?")
            await ben.hears("still there?")


async def read(download: Download) -> bytes:
    return await asyncio.to_thread(Path(await download.path()).read_bytes)


async def check_break(ann: Person, ben: Person, number: signal.Signals) -> None:
    is_planned = number == signal.SIGTERM
    for person in (ann, ben):
        await person.reads_status("Server restarting" if is_planned else "Reconnecting")
        await person.reads_card("big.bin", "broken off, goes on when your friend is back")


async def test_who_waits_goes_on_waiting(chromium: Browser, tmp_path: Path) -> None:
    async with open_house(tmp_path, **SLOWLY) as house:
        url = await house.start()
        async with visiting(chromium, url) as ann, visiting(chromium, url) as ben:
            await ann.open()
            await ann.meet("blue tiger sky")
            await ann.reads_status("Waiting")
            await house.end(signal.SIGKILL)
            await ann.sees("The connection broke")
            await house.start()
            await ann.reads_status("Waiting")
            await ben.open("blue-tiger-sky")
            for person in (ann, ben):
                await person.is_linked()
