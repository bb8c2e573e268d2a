"""Puts LCDP together; only a server that has it in its mode imports this, and needs its extra."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from plong.config import Config, ConfigError
from plong.hub.clock import Clock
from plong.hub.entropy import Entropy
from plong.hub.swarm.choices import choices_of
from plong.hub.swarm.persistence import Persistence
from plong.hub.swarm.shared_files import SharedFiles
from plong.hub.swarm.swarm import Swarm, SwarmServices
from plong.hub.swarm.tenants import Tenants, World
from plong.hub.tally import Tally
from plong.keeping import kept_secret, starting_with
from plong.noise.crypto import NoiseCrypto
from plong.noise.identity import SEED_BYTES
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.provider import NoContent
from plong.store.base import Store
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore
from plong.store.swarm.base import SwarmStore
from plong.store.swarm.memory import MemorySwarm
from plong.store.swarm.sqlite import SqliteSwarm


@asynccontextmanager
async def running_swarm(
    config: Config, store: Store, clock: Clock, tally: Tally
) -> AsyncIterator[Swarm]:
    """Build the server's node and let it listen, and take it down again.

    Its work (`Swarm.run`) is for the caller to run, and so is the last saving.

    Raises:
        ConfigError: the folder to share is none, or cannot be read.
        CannotListen: see `Swarm`.
        StoreError: the store can store nothing.
    """
    world = _make_world(clock, tally)
    tenants = Tenants(config, world)
    owners = replace(choices_of(config), refused=world.refused)
    shared_files = await _open_shared_files(
        config.share_dir, lambda peer: peer in node.peers and owners.reach.allows(peer)
    )
    choices = replace(owners, directory=tenants.find, provider=shared_files or NoContent())
    crypto = NoiseCrypto(await kept_secret(config, store, "lcdp", SEED_BYTES))
    with starting_with(config):
        node = LcdpNode(crypto, world.random, world.now(), choices)
        persistence = Persistence(node, make_swarm_store(store), world.now)
        await persistence.load()
    services = SwarmServices(persistence, tenants, shared_files)
    with closing(Swarm(config, crypto.key, services, world)) as swarm:
        yield swarm


async def _open_shared_files(
    folder: str, may_name: Callable[[Endpoint], bool]
) -> SharedFiles | None:
    """Return what answers for the shared folder; its files are hashed later, while it runs."""
    if not folder:
        return None
    shared_files = SharedFiles(Path(folder), may_name)
    try:
        await shared_files.open()
    except OSError as error:
        raise ConfigError(
            f"share_dir is {folder!r}, which cannot be read ({error.strerror}); "
            "make the folder, or set another."
        ) from None
    return shared_files


def _make_world(clock: Clock, tally: Tally) -> World:
    def make_crypto() -> NoiseCrypto:
        return NoiseCrypto(secrets.token_bytes(SEED_BYTES))

    return World(clock.now, Entropy().take, make_crypto, partial(tally.refuse, "lcdp"))


def make_swarm_store(store: Store) -> SwarmStore:
    """Return what LCDP's node keeps, in the place where the store keeps the rest."""
    if isinstance(store, SqliteStore):
        return SqliteSwarm(store)
    assert isinstance(store, MemoryStore)
    return MemorySwarm()
