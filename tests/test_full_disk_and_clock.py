"""A disk that is full while the wall clock is set: neither makes the other worse."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from plong.hub.timekeeper import LOOK_EVERY
from tests.support.disk import SmallDisk, small_disk
from tests.support.fake_time import WallClock, wall_clock
from tests.support.process import ServerProcess, server_process, start

__all__ = ["wall_clock"]
pytestmark = pytest.mark.faults

HOUR = 3600
HALF_AN_HOUR = 1800
SETTINGS = {
    "mode": "hwxp",
    "store": "sqlite:plong.db",
    "peers_per_minute": 10**6,
    "peers_per_address": 10**6,
    "log_level": "error",
}
PATIENCE = 10.0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of two megabytes, beside which the clock's file is."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder) as disk:
        if not isinstance(disk, SmallDisk):
            pytest.skip("a disk can only be mounted by root")
        yield disk


@asynccontextmanager
async def running(disk: SmallDisk) -> AsyncIterator[ServerProcess]:
    async with server_process(disk.path.parent, **SETTINGS) as server:
        yield server


async def find_otter(server: ServerProcess) -> int:
    return (await server.http.post("/whois", json={"Passphrase": "otter"})).status_code


async def claim_otter_and_fill(server: ServerProcess, disk: SmallDisk) -> None:
    """Claim a passphrase for half an hour, then fill the disk, and what room SQLite has left."""
    me = (await server.http.get("/ohai")).json()
    claim = {"PrivateId": me["PrivateId"], "Passphrase": "otter", "Timeout": HALF_AN_HOUR}
    assert (await server.http.post("/iam", json=claim)).is_success
    disk.fill_up()
    await ohai_is_answered(server, httpx.codes.SERVICE_UNAVAILABLE)


async def ohai_is_answered(server: ServerProcess, status: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await server.http.get("/ohai")).status_code != status:
            pass


async def clock_is_seen(server: ServerProcess) -> None:
    """Wait until the server has noted that the clock was set, or tried to."""
    await asyncio.sleep(2 * LOOK_EVERY)  # nobody outside can see it look
    assert await find_otter(server) == httpx.codes.OK


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_a_clock_that_is_set_meanwhile_ends_nothing_and_is_noted_once_there_is_room(
    disk: SmallDisk, wall_clock: WallClock, jump: int
) -> None:
    async with running(disk) as server:
        await claim_otter_and_fill(server, disk)
        wall_clock.set(jump)
        await clock_is_seen(server)
        disk.make_room()
        await ohai_is_answered(server, httpx.codes.OK)
        await clock_is_seen(server)
        await server.kill()  # so that it notes nothing in the end
    async with running(disk) as server:
        assert await find_otter(server) == httpx.codes.OK
        assert await server.stop() == ""


async def test_set_back_and_not_noted_it_is_refused_until_there_is_room(
    disk: SmallDisk, wall_clock: WallClock
) -> None:
    async with running(disk) as server:
        await claim_otter_and_fill(server, disk)
        wall_clock.set(-HOUR)
        await server.stop()
    process = await start(disk.path.parent, **SETTINGS)
    _, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 1
    assert b"plong: sqlite:plong.db can store nothing; is its disk full?\n" in errors
    disk.make_room()
    async with running(disk) as server:
        assert await find_otter(server) == httpx.codes.OK


async def test_set_forward_and_not_noted_it_counts_as_so_much_time_off(
    disk: SmallDisk, wall_clock: WallClock
) -> None:
    async with running(disk) as server:
        await claim_otter_and_fill(server, disk)
        wall_clock.set(HOUR)
        await server.stop()
    async with running(disk) as server:
        assert await find_otter(server) == httpx.codes.NOT_FOUND
        assert (await server.http.get("/ohai")).status_code == httpx.codes.SERVICE_UNAVAILABLE
