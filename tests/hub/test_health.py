import asyncio
import logging

import pytest

from plong.hub.health import IDLE_LOOKS, Health
from plong.protocol.errors import Unavailable
from plong.store.memory import MemoryStore


class Disk(MemoryStore):
    """A store whose disk can be full."""

    def __init__(self) -> None:
        super().__init__()
        self.is_full = False
        self.probes = 0

    async def probe(self) -> None:
        self.probes += 1
        if self.is_full:
            self.statistics.failed()
            raise Unavailable
        self.statistics.committed(0.001, 1, has_written=True)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def health(disk: Disk) -> Health:
    return Health(disk, lambda: False)


async def look_often(health: Health) -> None:
    for _ in range(IDLE_LOOKS + 1):
        await health.look()


async def test_a_full_disk_is_noticed_though_nobody_comes(disk: Disk, health: Health) -> None:
    disk.is_full = True
    await look_often(health)
    assert health.reasons == ["store-unavailable"]


async def test_a_disk_with_room_again_is_noticed_in_two_looks(disk: Disk, health: Health) -> None:
    disk.is_full = True
    await look_often(health)
    disk.is_full = False
    await health.look()
    await health.look()
    assert health.reasons == []


async def test_a_disk_that_takes_every_other_transaction_fails(disk: Disk, health: Health) -> None:
    for _ in range(3):
        disk.statistics.failed()
        disk.statistics.committed(0.001, 1, has_written=True)
        await health.look()
        assert health.reasons == ["store-unavailable"]


async def test_a_store_that_is_written_to_is_not_tried_as_well(disk: Disk, health: Health) -> None:
    for _ in range(3 * IDLE_LOOKS):
        disk.statistics.committed(0.001, 1, has_written=True)
        await health.look()
    assert disk.probes == 0


async def test_an_idle_store_is_tried_rarely(disk: Disk, health: Health) -> None:
    for _ in range(3 * (IDLE_LOOKS + 1)):
        await health.look()
    assert 2 <= disk.probes <= 3


async def test_changes_are_logged_once(
    disk: Disk, health: Health, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "plong.health")
    disk.statistics.failed()
    disk.is_full = True
    await health.look()
    await health.look()
    disk.is_full = False
    for _ in range(3):
        await health.look()
    said = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert said == [
        ("WARNING", "The server is not ready."),
        ("INFO", "The server is ready again."),
    ]


def test_who_drains_is_not_ready(disk: Disk) -> None:
    assert Health(disk, lambda: True).reasons == ["draining"]


def test_a_loop_that_stays_late_is_a_reason(health: Health) -> None:
    for _ in range(3):
        health.lag.note(1.5)
    assert health.reasons == ["loop-lag"]


async def test_it_ends_when_it_is_cancelled(health: Health) -> None:
    task = asyncio.create_task(health.run())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
