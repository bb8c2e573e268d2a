"""The event loop is uvloop, as in production; a server for the tests that want one."""

from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import uvloop

from tests.support.server import Server, running_server


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    return {"uvloop": uvloop.new_event_loop}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=100, help="rounds of kill -9 (-m faults)")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Take one process for single files and tests: to start more takes longer than they do."""
    paths = (Path(argument.partition("::")[0]) for argument in config.args)
    return None if any(path.is_dir() for path in paths) else 0


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server with the default settings, on memory."""
    async with running_server() as server:
        yield server
