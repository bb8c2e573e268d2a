"""Two people at their commands, with one server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.commands.seat import Desk, desk
from tests.support.phoenix import Phoenix, risen_phoenix
from tests.support.server import Server


@pytest.fixture
def ann(server: Server) -> Iterator[Desk]:
    with desk(server.url) as one:
        yield one


@pytest.fixture
def ben(server: Server) -> Iterator[Desk]:
    with desk(server.url) as one:
        yield one


@pytest.fixture
async def phoenix(tmp_path: Path) -> AsyncIterator[Phoenix]:
    """A server on a port and a store that outlive it."""
    async with risen_phoenix(tmp_path) as phoenix:
        yield phoenix
