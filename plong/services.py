"""Builds what the endpoints ask, and runs it; what wants an extra has a module of its own."""

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from plong.config import Config, ConfigError
from plong.endpoints.peers import Peers
from plong.engine.base import Engine
from plong.engine.local import LocalEngine
from plong.hub.clock import Clock
from plong.hub.directory import Digests, Directory
from plong.hub.entropy import Entropy
from plong.hub.hasher import SALT_BYTES, Hasher
from plong.hub.hub import Hub
from plong.hub.placing import KEY_BYTES, Placing
from plong.hub.post.office import PostOffice
from plong.hub.pruner import Pruner
from plong.hub.swarm.swarm import Swarm
from plong.hub.tally import Tally
from plong.protocol.errors import Unavailable
from plong.store.base import Store, StoreError
from plong.store.memory import MemoryStore
from plong.store.sqlite import SqliteStore


def make_store(url: str) -> Store:
    """Return the store that the configuration names."""
    return MemoryStore() if url == "memory:" else SqliteStore(Path(url.removeprefix("sqlite:")))


class Services(NamedTuple):
    """What the endpoints ask."""

    hub: Hub
    office: PostOffice | None
    """PING, if the server has it."""
    swarm: Swarm | None
    """LCDP, likewise."""
    libp2p: Peers | None
    """libp2p, likewise."""

    def reload(self, config: Config) -> None:
        """Go by another configuration from now on; it differs in live keys only."""
        self.hub.reconfigure(config)
        for part in (self.office, self.swarm, self.libp2p):
            if part is not None:
                part.reconfigure(config)

    def restart(self) -> None:
        """Let everybody go, and tell them when to come back, for which libp2p has no word.

        Nobody new should be sent here from now on.
        """
        self.hub.is_draining = True
        if self.libp2p is not None:
            self.libp2p.dismiss()
        self.hub.restart(random.uniform)
        if self.office is not None:
            self.office.end()
        if self.swarm is not None:
            self.swarm.dismiss()


@asynccontextmanager
async def running_services(config: Config) -> AsyncIterator[Services]:
    """Build them, run their tasks, and take them down again.

    Raises:
        StoreError: the store cannot be opened.
        ConfigError: ``public_url`` or ``libp2p_announce`` is no address, or a package that
            ``mode`` needs is missing.
        CannotListen: LCDP's UDP port is taken, or may not be had.
        StartError: libp2p's TCP port, likewise.
    """
    clock, engine, tally = Clock(), LocalEngine(), Tally()
    async with (
        _opened_store(config) as store,
        _hashing(config, store) as hasher,
        _post_office(config, store, engine, clock) as office,
        _swarm(config, store, clock, tally) as swarm,
        _peering(config, store, clock, tally) as libp2p,
    ):
        digests = Digests(hasher, Placing(await _secret(config, store, "places", KEY_BYTES)))
        directory = Directory(store, digests, config, clock, Entropy().take)
        hub = Hub(config, directory, engine, clock, tally)
        pruner = Pruner(store, clock, hub.peer_timeout, hub.take_in_use, hub.dismiss_peer)
        await engine.start(hub)
        if libp2p is not None:
            hub.add_status("Libp2p", libp2p.status)
        works = _works(office, swarm, libp2p)
        async with _background(hub.keepalive.run(), pruner.run(), *works):
            yield (services := Services(hub, office, swarm, libp2p))
            services.restart()
        with contextlib.suppress(Unavailable):  # on a full disk, say
            await pruner.prune()
            if office is not None:
                await office.leases.renew()
            if swarm is not None:
                await swarm.persistence.save()
        await engine.stop()


@asynccontextmanager
async def _post_office(
    config: Config, store: Store, engine: Engine, clock: Clock
) -> AsyncIterator[PostOffice | None]:
    if not config.has("p"):
        yield None
        return
    try:
        from plong.posting import running_office  # noqa: PLC0415 - it wants an extra
    except ModuleNotFoundError as error:
        raise _lacks(config, "p", error, "ping") from None
    async with running_office(config, store, engine, clock) as office:
        yield office


@asynccontextmanager
async def _swarm(
    config: Config, store: Store, clock: Clock, tally: Tally
) -> AsyncIterator[Swarm | None]:
    if not config.has("u"):
        yield None
        return
    try:
        from plong.swarming import running_swarm  # noqa: PLC0415 - it wants an extra
    except ModuleNotFoundError as error:
        raise _lacks(config, "u", error, "lcdp") from None
    async with running_swarm(config, store, clock, tally) as swarm:
        yield swarm


@asynccontextmanager
async def _peering(
    config: Config, store: Store, clock: Clock, tally: Tally
) -> AsyncIterator[Peers | None]:
    if not config.has("l"):
        yield None
        return
    try:
        from plong.peering import running_peering  # noqa: PLC0415 - it wants an extra
    except ModuleNotFoundError as error:
        raise _lacks(config, "l", error, "libp2p") from None
    async with running_peering(config, store, clock, tally) as libp2p:
        yield libp2p


def _lacks(config: Config, letter: str, error: ModuleNotFoundError, extra: str) -> ConfigError:
    return ConfigError(
        f'mode is "{config.mode}"; its "{letter}" needs the package {error.name}: '
        f"install Plong with its extra, in a clone by pip install '.[{extra}]'."
    )


def _works(
    office: PostOffice | None, swarm: Swarm | None, libp2p: Peers | None
) -> Iterator[Coroutine[Any, Any, None]]:
    if office is not None:
        yield from (office.knocks.run(), office.acks.run(), office.janitor.run())
    if swarm is not None:
        yield swarm.run()
    if libp2p is not None:
        yield libp2p.run()


@asynccontextmanager
async def _opened_store(config: Config) -> AsyncIterator[Store]:
    store = make_store(config.store)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def _hashing(config: Config, store: Store) -> AsyncIterator[Hasher]:
    salt = await _secret(config, store, "passphrases", SALT_BYTES)
    with contextlib.closing(Hasher(salt, config.hash_queue)) as hasher:
        yield hasher


async def _secret(config: Config, store: Store, name: str, size: int) -> bytes:
    """Return a secret of the store. Raise `StoreError` if it can keep none."""
    try:
        return await store.secret(name, secrets.token_bytes(size))
    except Unavailable:
        raise StoreError(f"{config.store} can store nothing; is its disk full?") from None


@asynccontextmanager
async def _background(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do these works during the block; one that fails, which is our mistake, ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
