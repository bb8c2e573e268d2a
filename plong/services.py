"""Builds what the endpoints ask, and runs it."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from starlette.datastructures import State

from plong.config import Config
from plong.endpoints.peers import Peers
from plong.engine.local import LocalEngine
from plong.extras import peering, post_office, swarm_node
from plong.hub.clock import Clock
from plong.hub.directory import Digests, Directory
from plong.hub.entropy import Entropy
from plong.hub.hasher import SALT_BYTES, Hasher
from plong.hub.health import Health
from plong.hub.hub import Hub
from plong.hub.placing import KEY_BYTES, Placing
from plong.hub.post.office import PostOffice
from plong.hub.pruner import Pruner
from plong.hub.refusal_log import RefusalLog
from plong.hub.swarm.swarm import Swarm
from plong.hub.tally import Tally
from plong.hub.timekeeper import Timekeeper
from plong.keeping import kept_secret, opened_store
from plong.protocol.errors import Unavailable
from plong.store.base import Store
from plong.timekeeping import running_timekeeper


class Services(NamedTuple):
    """What the endpoints ask."""

    hub: Hub
    office: PostOffice | None
    """PING, if the server has it."""
    swarm: Swarm | None
    """LCDP, likewise."""
    libp2p: Peers | None
    """libp2p, likewise."""
    health: Health
    """How the server is."""

    def reload(self, config: Config) -> None:
        """Go by another configuration from now on; it differs in live keys only."""
        self.hub.reconfigure(config)
        for part in (self.office, self.swarm, self.libp2p):
            if part is not None:
                part.reconfigure(config)

    def give(self, state: State) -> None:
        """Let an application's endpoints find them."""
        for name, service in self._asdict().items():
            setattr(state, name, service)

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
        opened_store(config) as store,
        running_timekeeper(config, store, clock) as timekeeper,
        _hashing(config, store) as hasher,
        post_office(config, store, engine, clock) as office,
        swarm_node(config, store, clock, tally) as swarm,
        peering(config, store, clock, tally) as libp2p,
    ):
        directory = await _make_directory(config, store, hasher, clock)
        hub = Hub(config, directory, engine, clock, tally)
        await engine.start(hub)
        if libp2p is not None:
            hub.add_status("Libp2p", libp2p.status)
        services = Services(hub, office, swarm, libp2p, Health(store, lambda: hub.is_draining))
        pruner = Pruner(store, clock, hub.peer_timeout, hub.take_in_use, hub.dismiss_peer)
        chores = _Chores(timekeeper, pruner, RefusalLog(tally))
        async with _background(*_works(services, chores)):
            yield services
            services.restart()
        await _note_the_last(services, chores)
        await engine.stop()


class _Chores(NamedTuple):
    """What nobody asks for."""

    timekeeper: Timekeeper
    pruner: Pruner
    refusals: RefusalLog


def _works(services: Services, chores: _Chores) -> Iterator[Coroutine[Any, Any, None]]:
    hub, office, swarm, libp2p, health = services
    yield from (hub.keepalive.run(), health.run(), *(chore.run() for chore in chores))
    if office is not None:
        yield from (office.knocks.run(), office.acks.run(), office.janitor.run())
    if swarm is not None:
        yield swarm.run()
    if libp2p is not None:
        yield libp2p.run(hub.memory)


async def _note_the_last(services: Services, chores: _Chores) -> None:
    """Say and store what is to be known after the end."""
    chores.refusals.tell()
    with contextlib.suppress(Unavailable):  # on a full disk, say
        await chores.timekeeper.note()
        await chores.pruner.prune()
        if services.office is not None:
            await services.office.leases.renew()
        if services.swarm is not None:
            await services.swarm.persistence.save()


@asynccontextmanager
async def _hashing(config: Config, store: Store) -> AsyncIterator[Hasher]:
    salt = await kept_secret(config, store, "passphrases", SALT_BYTES)
    with contextlib.closing(Hasher(salt, config.hash_queue)) as hasher:
        yield hasher


async def _make_directory(config: Config, store: Store, hasher: Hasher, clock: Clock) -> Directory:
    placing = Placing(await kept_secret(config, store, "places", KEY_BYTES))
    return Directory(store, Digests(hasher, placing), config, clock, Entropy().take)


@asynccontextmanager
async def _background(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do these works during the block; one that fails, which is our mistake, ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
