"""Two people at their commands, with one server."""

from collections.abc import Iterator

import pytest

from tests.commands.seat import Desk, desk
from tests.support.server import Server


@pytest.fixture
def ann(server: Server) -> Iterator[Desk]:
    with desk(server.url) as one:
        yield one


@pytest.fixture
def ben(server: Server) -> Iterator[Desk]:
    with desk(server.url) as one:
        yield one
