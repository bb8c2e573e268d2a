"""Copies of the store, as docs/deploy/container.md has them made."""

import os
import shutil
from pathlib import Path

import pytest

from plong.client import connect
from tests.deploy.conftest import Run
from tests.support.image import Image

pytestmark = pytest.mark.image

LOOK = "import sqlite3; sqlite3.connect('/data/plong.db', timeout=0).execute('PRAGMA user_version')"


def copy(data: Path, image: Image) -> None:
    """Copy what lies in a folder, remove it, and put the copy in its place."""
    files = {path.name: path.read_bytes() for path in data.iterdir()}
    shutil.rmtree(data)
    data.mkdir()
    os.chown(data, *image.ids)
    for name, content in files.items():
        (data / name).write_bytes(content)
        os.chown(data / name, *image.ids)


async def knows(port: int, passphrase: str, public_id: str) -> bool:
    async with connect(f"http://127.0.0.1:{port}") as me:
        return (await me.find(passphrase)).id == public_id


async def test_nobody_else_can_read_the_store_of_a_running_server(run: Run) -> None:
    async with run() as container:
        await container.wait_listening()
        looked = await container.run("python", "-c", LOOK)
    assert looked.code == 1
    assert "database is locked" in looked.stderr


@pytest.mark.parametrize("number", ["TERM", "STOP"])
async def test_a_copy_of_a_stopped_or_paused_server_has_all_that_was_answered(
    run: Run, data: Path, image: Image, number: str
) -> None:
    async with run() as container:
        port, _ = await container.wait_listening()
        async with connect(f"http://127.0.0.1:{port}") as bob:
            await bob.claim("blue tiger sky")
            await container.signal(number)
            if number == "TERM":
                await container.wait_ended()
            copy(data, image)
            await container.signal("KILL")
    async with run() as again:
        port, _ = await again.wait_listening()
        assert await knows(port, "blue tiger sky", bob.public_id)
