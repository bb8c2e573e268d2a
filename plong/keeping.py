"""The store as the server starts with it: which one, and secrets that outlive a restart."""

import contextlib
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from plong.config import Config
from plong.protocol.errors import Unavailable
from plong.store.base import Store, StoreError
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore


def make_store(url: str) -> Store:
    """Return the store that the configuration names."""
    return MemoryStore() if url == "memory:" else SqliteStore(Path(url.removeprefix("sqlite:")))


@contextlib.asynccontextmanager
async def opened_store(config: Config) -> AsyncIterator[Store]:
    """Open the store, and close it again. Raise `StoreError`."""
    store = make_store(config.store)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@contextlib.contextmanager
def starting_with(config: Config) -> Iterator[None]:
    """Raise `StoreError` if the store can store nothing, without which there is no start."""
    try:
        yield
    except Unavailable:
        raise StoreError(f"{config.store} can store nothing; is its disk full?") from None


async def kept_secret(config: Config, store: Store, name: str, size: int) -> bytes:
    """Return random bytes, the same at every start. Raise `StoreError`."""
    with starting_with(config):
        return await store.secret(name, secrets.token_bytes(size))
