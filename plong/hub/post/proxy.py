"""The anonymous proxy: strangers knock, and are asked, without being seen. docs/wire/ping.md.

It keeps nothing, and passes on nothing of who asks.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from plong.config import Config
from plong.courier.base import Reply, Undelivered
from plong.hub.limits import Tries
from plong.hub.post.closing import Closing
from plong.hub.post.indoors import Indoors
from plong.hub.post.seals import Seals
from plong.hub.post.slots import Slots
from plong.hub.post.veil import Veil
from plong.hub.post.world import World
from plong.protocol.ping.address import join
from plong.protocol.ping.anonymous import AnonymousKnock, knock_from, may_pass
from plong.protocol.ping.delivery import PING, fallback
from plong.protocol.ping.errors import TargetFailed
from plong.protocol.ping.knock import knock_body
from plong.protocol.sources import address_key

_SHARE: Final = 4
"""So many addresses can take all slots."""


class AnonymousProxy:
    """Knocks for strangers, and asks them in their receivers' name.

    Every question may raise `RateLimited` or `ServerFull`, which say nothing of the address.
    """

    def __init__(
        self, config: Config, indoors: Indoors, seals: Seals, veil: Veil, world: World
    ) -> None:
        self._indoors = indoors
        self._seals = seals
        self._veil = veil
        self._courier = world.couriers.for_peers
        self._clock = world.clock
        self._tries = Tries(config.pings_per_minute)
        self._closing = Closing()
        most = config.ping_deliveries
        self._slots = Slots(most, max(1, most // _SHARE))

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._tries.reconfigure(config.pings_per_minute)
        self._indoors.reconfigure(config)

    async def knock(self, asked: AnonymousKnock, source: str) -> int:
        """Knock at the target with a sealed origin; return its status.

        Args:
            asked: where, and for what.
            source: the IP address of who asks.

        Raises:
            BadRequest: the origin is sealed already, or too long for it.
            TargetFailed: nobody answers.
            InboxFull, Unavailable: a tenant's; see `Indoors.knock`.
        """
        since = asyncio.get_running_loop().time()
        self._count(source)
        origin = self._seals.address_for(asked.knock.origin, asked.knock.ping_id)
        knock = knock_from(asked.knock, origin)
        if self._indoors.has(asked.target):
            return await self._indoors.knock(asked.target, knock, source, since)
        async with self._taken(source):
            return await self._send(asked.target, knock_body(knock))

    async def fetch(self, sealed: str, ping_id: str, source: str) -> Reply:
        """See `Veil.fetch`."""
        async with self._turn(source):
            return await self._veil.fetch(sealed, ping_id)

    async def look(self, sealed: str, ping_id: str, source: str) -> int:
        """See `Veil.look`."""
        async with self._turn(source):
            return await self._veil.look(sealed, ping_id)

    async def acknowledge(self, sealed: str, ping_id: str, source: str) -> int:
        """See `Veil.acknowledge`."""
        async with self._turn(source):
            return await self._veil.acknowledge(sealed, ping_id)

    def end(self) -> None:
        """Let go of those who wait, for tenants or others, for the server stops."""
        self._indoors.holds.end()
        self._closing.begin()

    @asynccontextmanager
    async def _turn(self, source: str) -> AsyncIterator[None]:
        self._count(source)
        async with self._taken(source):
            yield

    @asynccontextmanager
    async def _taken(self, source: str) -> AsyncIterator[None]:
        with self._slots.taken(source):
            async with self._closing.errand():
                yield

    def _count(self, source: str) -> None:
        self._tries.spend(address_key(source), self._clock.now())

    async def _send(self, target: str, body: bytes) -> int:
        status = await self._post(join(target, PING), body)
        other = fallback(PING, status)
        return status if other is None else await self._post(join(target, other), body)

    async def _post(self, url: str, body: bytes) -> int:
        try:
            status = (await self._courier.post(url, body)).status
        except Undelivered:
            raise TargetFailed from None
        if not may_pass(status):
            raise TargetFailed
        return status
