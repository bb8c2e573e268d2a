"""Puts PING together; only a server that has it in its mode imports this, and needs its extra."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from plong.config import Config, ConfigError
from plong.courier.http import HttpCourier
from plong.engine.base import Engine, PeerPinged
from plong.hub.clock import Clock
from plong.hub.entropy import Entropy
from plong.hub.post.couriers import Couriers
from plong.hub.post.incomings import Heard
from plong.hub.post.office import PostOffice
from plong.hub.post.world import World
from plong.keeping import kept_secret
from plong.protocol.errors import BadRequest
from plong.protocol.ping.models import Knock
from plong.sealing.base import Sealer
from plong.sealing.siv import KEY_BYTES, SivSealer
from plong.store.base import Store
from plong.store.memory import MemoryStore
from plong.store.post.base import Post
from plong.store.post.memory import MemoryPost
from plong.store.post.sqlite import SqlitePost
from plong.store.sqlite import SqliteStore


@asynccontextmanager
async def running_office(
    config: Config, store: Store, engine: Engine, clock: Clock
) -> AsyncIterator[PostOffice]:
    """Build a post office, and take it down again; its works are for the caller to run.

    Raises:
        ConfigError: ``public_url`` is no address.
        StoreError: the store can store nothing.
    """
    couriers = Couriers(HttpCourier([]), HttpCourier([]))
    couriers.reconfigure(config)
    try:
        sealer = await _make_sealer(config, store)
        world = World(clock, Entropy().take, random.random, couriers, sealer)
        yield _make_office(config, store, world, herald(engine))
    finally:
        await couriers.close()


async def _make_sealer(config: Config, store: Store) -> Sealer:
    """Return what opens after a restart what it has sealed before."""
    return SivSealer(await kept_secret(config, store, "anonymous", KEY_BYTES))


def _make_office(config: Config, store: Store, world: World, heard: Heard) -> PostOffice:
    try:
        return PostOffice(config, store, make_post(store), world, heard)
    except BadRequest as refusal:
        raise ConfigError(f"public_url is {config.public_url!r}. {refusal}") from None


def make_post(store: Store) -> Post:
    """Return what PING keeps, in the place where the store keeps the rest."""
    if isinstance(store, SqliteStore):
        return SqlitePost(store)
    assert isinstance(store, MemoryStore)
    return MemoryPost(store)


def herald(engine: Engine) -> Heard:
    """Return what tells a peer's connections, on whichever node, that somebody knocked."""

    def heard(owner: str, knock: Knock) -> None:
        notice = PeerPinged(owner, knock.ping_id, knock.origin, knock.payload_type)
        engine.announce(notice)

    return heard
