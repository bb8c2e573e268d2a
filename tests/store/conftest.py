"""One contract, two stores; and what commits for one of them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from plong.store.base import Store
from plong.store.commits import Committer
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore
from tests.support.tables import Tables
from tests.support.users import readable_folder

__all__ = ["readable_folder"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store's file goes."""
    return tmp_path / "plong.db"


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, path: Path) -> AsyncIterator[Store]:
    """Each store in turn, open."""
    store: Store = MemoryStore() if request.param == "memory" else SqliteStore(path)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def sqlite_store(path: Path) -> AsyncIterator[SqliteStore]:
    """The store on a real file, open."""
    store = SqliteStore(path)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def tables(path: Path) -> Iterator[Tables]:
    """A database whose commits can be counted."""
    tables = Tables(path)
    yield tables
    tables.may_go_on.set()


@pytest.fixture
async def committer(tables: Tables) -> AsyncIterator[Committer]:
    """What commits to it."""
    committer = Committer(tables.db)
    yield committer
    await committer.close()
