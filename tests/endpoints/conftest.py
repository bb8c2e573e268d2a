"""Servers that the tests of one module share: each test brings its own peers."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.support.server import Server, running_server
from tests.support.skins import SKINS, Skin
from tests.support.talk import Pair, linked_pair

_PATIENT = {"passphrase_tries": 100_000, "passphrase_tries_total": 100_000}
"""For servers that hear from many tests a minute."""


@pytest.fixture(autouse=True)
def _no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a stranger sends, the event loop has nothing to complain of."""
    yield
    records = caplog.get_records("call")
    assert not [
        r.getMessage() for r in records if (r.name, r.levelno) == ("asyncio", logging.ERROR)
    ]


@pytest.fixture(params=SKINS)
def skin(request: pytest.FixtureRequest) -> Skin:
    """Either skin, for a test that needs settings of its own."""
    return SKINS[request.param]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=SKINS)
async def relay(request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    """A server with either skin, shared by a module that runs on one loop."""
    async with SKINS[request.param](**_PATIENT) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_server() -> AsyncIterator[Server]:
    """A server with the fast skin, shared by a module that runs on one loop."""
    async with running_server(**_PATIENT) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def bystanders(shared_server: Server) -> AsyncIterator[Pair]:
    """Two who talk before the test, and must still be able to after it."""
    async with linked_pair(shared_server) as pair:
        await pair.talk()
        yield pair
        await pair.talk()
