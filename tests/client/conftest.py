"""Clients of a real server, and a server that can be killed and come back where it was."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from plong.client import Me, connect
from tests.support.phoenix import Phoenix, risen_phoenix
from tests.support.server import Server

Join = Callable[[], Awaitable[Me]]


@pytest.fixture
async def join(server: Server) -> AsyncIterator[Join]:
    """Connect another client to the test's server."""
    async with AsyncExitStack() as clients:

        async def connect_one() -> Me:
            return await clients.enter_async_context(connect(str(server.http.base_url)))

        yield connect_one


@pytest.fixture
async def phoenix(tmp_path: Path) -> AsyncIterator[Phoenix]:
    """A server on a port and a store that outlive it."""
    async with risen_phoenix(tmp_path) as phoenix:
        yield phoenix
