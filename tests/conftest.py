"""The event loop is uvloop, as in production; a server for the tests that want one."""

import gc
import logging
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from pathlib import Path

import pytest
import uvloop
from hypothesis import HealthCheck, settings

from plong.capacity import calm_garbage_collection
from tests.support.canaries import WATCH
from tests.support.hashing import hash_in_earnest, hash_lightly
from tests.support.server import Server, running_server

# No example is timed: how long one takes says more of the machine than of the code.
settings.register_profile(
    "plong",
    settings(),  # in CI, the same examples each time
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("plong")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], AbstractEventLoop]]:
    return {"uvloop": uvloop.new_event_loop}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=100, help="rounds of kill -9 (-m faults)")


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """Take a process for each core, and one more for the whole suite, a third of which is waiting.

    For single files and tests one is enough: to start more takes longer than they do.
    """
    cores = yield
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        return cores + 1
    paths = (Path(argument.partition("::")[0]) for argument in config.args)
    return cores if any(path.is_dir() for path in paths) else 0


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the collector from what stays until the end: to look through it takes half a second."""
    gc.disable()
    try:
        return (yield)
    finally:
        calm_garbage_collection()  # as a server does
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _listening_for_secrets() -> Iterator[None]:
    """Hear whatever is logged while tests run."""
    logging.getLogger().addHandler(WATCH)
    yield
    logging.getLogger().removeHandler(WATCH)


@pytest.fixture(scope="session", autouse=True)
def _light_hashing() -> Iterator[None]:
    """Let passphrases cost little, unless a test asks for `real_hashing`."""
    with pytest.MonkeyPatch.context() as patch:
        hash_lightly(patch)
        yield


@pytest.fixture
def real_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passphrases cost what they do in earnest."""
    hash_in_earnest(monkeypatch)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test in which a secret came where it must not be, whatever else it shows."""
    report = yield
    for name, text in report.sections:
        if "stderr" in name:
            WATCH.hear(text)
    if call.when == "teardown" and (leaks := WATCH.take_leaks()) and report.passed:
        report.outcome = "failed"
        report.longrepr = "A secret was said to everybody:\n" + "\n".join(leaks)
    return report


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server with the default settings, on memory."""
    async with running_server() as server:
        yield server
