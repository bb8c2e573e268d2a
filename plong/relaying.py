"""Puts the hub together: who is there, by which passphrases they are found, who is connected."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.config import Config
from plong.engine.base import Engine
from plong.hub.clock import Clock
from plong.hub.directory import Digests, Directory
from plong.hub.entropy import Entropy
from plong.hub.hasher import SALT_BYTES, Hasher
from plong.hub.hub import Hub
from plong.hub.placing import KEY_BYTES, Placing
from plong.hub.tally import Tally
from plong.keeping import kept_secret
from plong.store.base import Store


@asynccontextmanager
async def running_hub(
    config: Config, store: Store, engine: Engine, clock: Clock, tally: Tally
) -> AsyncIterator[Hub]:
    """Build it and let the engine know it, and take it down again; its works are not run here.

    Raise `StoreError`.
    """
    async with _hashing(config, store) as hasher:
        directory = await _make_directory(config, store, hasher, clock)
        hub = Hub(config, directory, engine, clock, tally)
        await engine.start(hub)
        yield hub
        await engine.stop()


@asynccontextmanager
async def _hashing(config: Config, store: Store) -> AsyncIterator[Hasher]:
    salt = await kept_secret(config, store, "passphrases", SALT_BYTES)
    with contextlib.closing(Hasher(salt, config.hash_queue)) as hasher:
        yield hasher


async def _make_directory(config: Config, store: Store, hasher: Hasher, clock: Clock) -> Directory:
    placing = Placing(await kept_secret(config, store, "places", KEY_BYTES))
    return Directory(store, Digests(hasher, placing), config, clock, Entropy().take)
