"""Puts LCDP together; only a server that has it in its mode imports this, and needs its extra."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from plong.config import Config
from plong.hub.clock import Clock
from plong.hub.entropy import Entropy
from plong.hub.swarm.keeper import Keeper
from plong.hub.swarm.swarm import Swarm, choices_of
from plong.noise.crypto import NoiseCrypto
from plong.noise.identity import SEED_BYTES
from plong.protocol.errors import Unavailable
from plong.protocol.lcdp.node import LcdpNode
from plong.store.base import Store, StoreError
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore
from plong.store.swarm.base import SwarmStore
from plong.store.swarm.memory import MemorySwarm
from plong.store.swarm.sqlite import SqliteSwarm


@asynccontextmanager
async def running_swarm(config: Config, store: Store, clock: Clock) -> AsyncIterator[Swarm]:
    """Build the server's node and let it listen, and take it down again.

    Its work (`Swarm.run`) is for the caller to run, and so is the last saving.

    Raises:
        CannotListen: see `Swarm`.
        StoreError: the store can store nothing.
    """
    try:
        crypto = NoiseCrypto(await store.secret("lcdp", secrets.token_bytes(SEED_BYTES)))
        node = LcdpNode(crypto, Entropy().take, clock.now(), choices_of(config))
        keeper = Keeper(node, make_swarm_store(store), clock.now)
        await keeper.load()
    except Unavailable:
        raise StoreError(f"{config.store} can store nothing; is its disk full?") from None
    with closing(Swarm(config, crypto.key, node, keeper, clock.now)) as swarm:
        yield swarm


def make_swarm_store(store: Store) -> SwarmStore:
    """Return what LCDP's node keeps, in the place where the store keeps the rest."""
    if isinstance(store, SqliteStore):
        return SqliteSwarm(store)
    assert isinstance(store, MemoryStore)
    return MemorySwarm()
