"""What one socket of HTTP makes the server hold, counted as it comes and goes."""

import pytest

from plong.endpoints.http_load import HttpLoad
from plong.hub.buffer_memory import BufferMemory
from tests.support.fakes import FakeHolder

LARGE = 10_000


@pytest.fixture
def memory() -> BufferMemory:
    return BufferMemory(1 << 30)


@pytest.fixture
def load(memory: BufferMemory) -> HttpLoad:
    return HttpLoad(FakeHolder(memory, "192.0.2.1").share)


def test_a_request_counts_until_its_answer(load: HttpLoad, memory: BufferMemory) -> None:
    for size in (LARGE, 2 * LARGE):
        load.parsed(size)
        load.whole()
    load.weigh(0, headers=0)
    assert memory.held == 3 * LARGE
    load.answered()
    load.weigh(0, headers=0)
    assert memory.held == 2 * LARGE
    load.answered()
    load.weigh(0, headers=0)
    assert memory.held == 0


def test_headers_count_more_than_their_bytes(load: HttpLoad, memory: BufferMemory) -> None:
    load.parsed(1000)
    load.weigh(0, headers=200)
    assert memory.held == 1000 + 200 * 160
    load.headed(250)
    load.weigh(0, headers=0)
    assert memory.held == 1000 + 250 * 160


def test_what_is_not_parsed_or_not_read_counts(load: HttpLoad, memory: BufferMemory) -> None:
    load.weigh(LARGE, headers=0)
    assert memory.held == LARGE


def test_what_nobody_wants_is_dropped(load: HttpLoad, memory: BufferMemory) -> None:
    load.answered()  # before all of it has come
    load.parsed(LARGE)
    load.whole()
    load.idle(0)
    load.weigh(0, headers=0)
    assert memory.held == 0


def test_little_is_not_worth_it(load: HttpLoad, memory: BufferMemory) -> None:
    load.parsed(4096)
    load.weigh(0, headers=0)
    assert memory.held == 0


def test_at_the_end_nothing_is_held(load: HttpLoad, memory: BufferMemory) -> None:
    load.parsed(LARGE)
    load.weigh(0, headers=0)
    load.end()
    load.weigh(LARGE, headers=0)
    assert memory.held == 0
