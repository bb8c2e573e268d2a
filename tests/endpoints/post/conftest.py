"""A server with PING that the tests of a module share, under either skin."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.mail import Owner, move_in, post_server
from tests.support.server import Server
from tests.support.skins import SKINS


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=SKINS)
async def station(request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    """A server with either skin, shared by a module that runs on one loop."""
    async with post_server(SKINS[request.param]) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def alice(station: Server) -> Owner:
    """A peer that nobody knows yet."""
    return await move_in(station)


@pytest_asyncio.fixture(loop_scope="module")
async def bob(station: Server) -> Owner:
    """Another."""
    return await move_in(station)
