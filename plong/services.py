"""Builds what the endpoints ask, and runs it."""

import contextlib
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from starlette.datastructures import State

from plong.background import Chores, Work, working
from plong.config import Config
from plong.endpoints.peers import Peers
from plong.engine.local import LocalEngine
from plong.extras import peering, post_office, swarm_node
from plong.hub.clock import Clock
from plong.hub.health import Health
from plong.hub.hub import Hub
from plong.hub.post.office import PostOffice
from plong.hub.pruner import Pruner
from plong.hub.refusal_log import RefusalLog
from plong.hub.swarm.swarm import Swarm
from plong.hub.tally import Tally
from plong.keeping import opened_store
from plong.protocol.errors import Unavailable
from plong.relaying import running_hub
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

    def works(self) -> Iterator[Work]:
        """Return what is to be run beside them."""
        yield from (self.hub.keepalive.run(), self.health.run())
        if self.office is not None:
            yield from (self.office.knocks.run(), self.office.acks.run(), self.office.janitor.run())
        if self.swarm is not None:
            yield self.swarm.run()
        if self.libp2p is not None:
            yield self.libp2p.run(self.hub.memory)

    async def note(self) -> None:
        """Store what is to be known at the next start. Raise `Unavailable`."""
        if self.office is not None:
            await self.office.leases.renew()
        if self.swarm is not None:
            await self.swarm.persistence.save()


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
        post_office(config, store, engine, clock) as office,
        swarm_node(config, store, clock, tally) as swarm,
        peering(config, store, clock, tally) as libp2p,
        running_hub(config, store, engine, clock, tally) as hub,
    ):
        if swarm is not None:
            hub.add_status("Lcdp", swarm.where)
        if libp2p is not None:
            hub.add_status("Libp2p", libp2p.status)
        services = Services(hub, office, swarm, libp2p, Health(store, lambda: hub.is_draining))
        pruner = Pruner(store, clock, hub.peer_timeout, hub.take_in_use, hub.dismiss_peer)
        async with _at_work(services, Chores(timekeeper, pruner, RefusalLog(tally))):
            yield services


@asynccontextmanager
async def _at_work(services: Services, chores: Chores) -> AsyncIterator[None]:
    """Do what has to be done beside them during the block, and at its end what is left to do."""
    async with working(*services.works(), *chores.works()):
        yield
        services.restart()
    with contextlib.suppress(Unavailable):  # on a full disk, say
        await chores.note()
        await services.note()
