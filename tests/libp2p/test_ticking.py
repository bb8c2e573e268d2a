"""A timer that runs while it is wanted."""

import asyncio

import pytest

from plong.libp2p.ticking import Ticker


class Room:
    """Has something in it for a few looks more."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.empty = asyncio.Event()

    def look(self) -> None:
        self.looks -= 1
        if not self.looks:
            self.empty.set()

    def has_some(self) -> bool:
        return self.looks > 0


async def turns() -> None:
    """Let the event loop turn a few times."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plong.libp2p.ticking.TICK", 0)


async def test_it_goes_off_as_long_as_it_is_wanted_however_often_it_was_begun() -> None:
    room = Room(3)
    ticker = Ticker(room.look, room.has_some)
    ticker.begin()
    ticker.begin()
    await room.empty.wait()
    await turns()  # in which it could go off once more
    assert room.looks == 0
    room.looks = 1
    room.empty.clear()
    ticker.begin()
    await room.empty.wait()


async def test_it_ends_when_there_is_nothing_left() -> None:
    room = Room(2)
    ticker = Ticker(room.look, room.has_some)
    ticker.begin()
    ticker.end_if_idle()
    room.looks = 0
    ticker.end_if_idle()
    await turns()
    assert room.looks == 0
