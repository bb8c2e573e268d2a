"""Inboxes: who knocked, and what their owners make of it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from plong.config import Config
from plong.hub.clock import Clock
from plong.hub.limits import Tries
from plong.hub.post.gatekeeper import Gatekeeper
from plong.hub.post.room import knock_limits_of
from plong.hub.post.tenants import Tenant
from plong.protocol.errors import NoSuchPeer
from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.models import Incoming, Knock, ReceiverState, Tier
from plong.protocol.ping.states import ReceiverEvent
from plong.protocol.sources import address_key
from plong.store.post.inbox import Inbox
from plong.store.post.names import Arrival, IncomingKey, Page, key_of_incoming

Heard = Callable[[str, Knock], None]
"""Tells an owner (the first argument) that somebody knocked."""

LONGEST_PAGE: Final = 1000
"""Rows."""


class Incomings:
    """The inboxes of all owners."""

    def __init__(
        self, config: Config, inbox: Inbox, gatekeeper: Gatekeeper, clock: Clock, heard: Heard
    ) -> None:
        self._inbox = inbox
        self._gatekeeper = gatekeeper
        self._clock = clock
        self._heard = heard
        self._limits = knock_limits_of(config)
        self._tries = Tries(config.pings_per_minute)

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._limits = knock_limits_of(config)
        self._tries.reconfigure(config.pings_per_minute)

    async def knock(
        self,
        name: str,
        knock: Knock,
        source: str,
        tier: Tier = Tier.PUBLIC,
        token: str | None = None,
    ) -> bool:
        """Take a stranger's knock; tell whether it was taken. If not, hold whoever knocks.

        Args:
            name: at whose address, as it stands there.
            knock: what was said.
            source: the IP address that it comes from.
            tier: by which door.
            token: what was said as a token, if anything was; for `Tier.USER` only.

        Raises:
            RateLimited: too many from there. Said before anything is looked at, so that it tells
                nothing about the address.
            BadToken: the door for users wants another one, whether or not anybody is there.
            InboxFull: it must come again.
            Unavailable: likewise.
        """
        self._tries.spend(address_key(source), self._clock.now())
        return await self._take(name, knock, source, tier, token)

    async def deliver(
        self, name: str, knock: Knock, tier: Tier = Tier.PUBLIC, token: str | None = None
    ) -> bool:
        """Take a knock from this server itself; else as `knock`, without rate limit."""
        return await self._take(name, knock, None, tier, token)

    async def _take(
        self, name: str, knock: Knock, source: str | None, tier: Tier, token: str | None
    ) -> bool:
        if tier is Tier.USER:
            await self._gatekeeper.check_token(name, token)
        try:
            tenant = await self._gatekeeper.admit(name, knock.origin, source, tier)
            if tenant is None:
                return False
            arrival = await self._add(tenant, knock, tier)
        except NoSuchPeer:  # removed in this moment
            return False
        if arrival is Arrival.NEW:
            self._heard(tenant.owner, knock)
        return arrival is not Arrival.CLOSED

    async def _add(self, tenant: Tenant, knock: Knock, tier: Tier) -> Arrival:
        state, now = ReceiverState.PING_RECEIVED, self._clock.now()
        row = Incoming(tenant.owner, knock, tier, state, now)
        return await self._inbox.add(row, self._limits, tenant.mask_id)

    async def page(self, owner: str, after: int = 0, limit: int = LONGEST_PAGE) -> Page:
        """Return open pings, from 1 to `LONGEST_PAGE`: see `Inbox.page`."""
        return await self._inbox.page(owner, after, max(1, min(limit, LONGEST_PAGE)))

    async def kept(self, owner: str, ping_id: str, origin: str | None = None) -> Incoming:
        """Return a ping that was pulled, with its content, as long as that is kept.

        Args:
            owner: whose inbox.
            ping_id: which ping.
            origin: whose; None: of those who share the id, the first whose content is here.

        Raises:
            NoSuchPing: there is none, or no content (any more).
            NoSuchPeer, Unavailable: likewise.
        """
        for row in await self._rows(owner, ping_id, origin):
            if row.content is not None:
                return row
        raise NoSuchPing

    async def _rows(self, owner: str, ping_id: str, origin: str | None) -> Sequence[Incoming]:
        if origin is not None:
            return [await self._inbox.get(IncomingKey(owner, origin, ping_id))]
        return await self._inbox.named(owner, ping_id)

    async def ignore(self, owner: str, ping_id: str, origin: str | None = None) -> None:
        """Want nothing of a ping, of whichever origin unless one is named; unknown ones are fine.

        Raise `Unavailable`.
        """
        for key in await self._named(owner, ping_id, origin):
            with suppress(NoSuchPing):
                await self._inbox.move(key, ReceiverEvent.IGNORE, self._clock.now())

    async def _named(self, owner: str, ping_id: str, origin: str | None) -> Sequence[IncomingKey]:
        if origin is not None:
            return [IncomingKey(owner, origin, ping_id)]
        return [key_of_incoming(row) for row in await self._inbox.named(owner, ping_id)]
