"""A switchboard, or a whole hub, for the tests that want one."""

import pytest

from tests.support.fakes import make_flow
from tests.support.house import House, open_house
from tests.support.room import Room


@pytest.fixture
async def room() -> Room:
    """A switchboard with nobody there yet."""
    return Room(make_flow(max_bytes=10_000))


@pytest.fixture
async def house() -> House:
    """A hub with the default settings."""
    return await open_house()
