"""Pulling: fetch, check, store, and only then have the sender told."""

from collections.abc import Awaitable, Callable, Sequence

from plong.config import Config
from plong.courier.base import Forbidden, Undelivered
from plong.hub.clock import Clock
from plong.hub.post.room import limits_of
from plong.hub.post.senders import Senders
from plong.protocol.ping.errors import NoSuchPing, NotAllowedThere, SenderFailed
from plong.protocol.ping.models import Incoming
from plong.protocol.ping.outbox import read_outbox
from plong.protocol.ping.states import ReceiverEvent, advance_receiver
from plong.store.post.inbox import Inbox
from plong.store.post.names import IncomingKey, Pulled, key_of_incoming
from plong.store.post.stages import has_ended


class Puller:
    """Fetches what waits at senders.

    Args:
        pulled: called when a content is stored; returns when the sender was told, or soon.
    """

    def __init__(
        self,
        config: Config,
        inbox: Inbox,
        senders: Senders,
        clock: Clock,
        pulled: Callable[[IncomingKey], Awaitable[None]],
    ) -> None:
        self._inbox = inbox
        self._senders = senders
        self._clock = clock
        self._pulled = pulled
        self._limits = limits_of(config)

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._limits = limits_of(config)

    async def pull(self, owner: str, ping_id: str, origin: str | None, kept_for: float) -> Incoming:
        """Return a ping with its content, which is fetched unless it is here already.

        Args:
            owner: whose inbox.
            ping_id: which ping.
            origin: whose, as it stands in the inbox; None: of those who share the id, which only
                strangers who guess it do, the first that waits.
            kept_for: seconds that the content stays after the end of its ping.

        Raises:
            NoSuchPing, AlreadyAcknowledged, Gone: there is nothing to pull.
            SenderFailed, HashMismatch: nothing right was served.
            InboxFull: there is no room for the content.
            Unavailable: the store says nothing.
        """
        row = await self._choose(owner, ping_id, origin)
        if advance_receiver(row.state, ReceiverEvent.PULL) is row.state:
            return await self._inbox.get(key_of_incoming(row))
        return await self._store(key_of_incoming(row), await self._fetch(row), kept_for)

    async def _choose(self, owner: str, ping_id: str, origin: str | None) -> Incoming:
        if origin is not None:
            return await self._inbox.get(IncomingKey(owner, origin, ping_id))
        rows: Sequence[Incoming] = await self._inbox.named(owner, ping_id)
        if not rows:
            raise NoSuchPing
        return next((row for row in rows if not has_ended(row.state)), rows[0])

    async def _fetch(self, row: Incoming) -> str:
        knock = row.knock
        try:
            reply = await self._senders.fetch(row.owner, knock.origin, knock.ping_id)
        except Forbidden as error:
            raise NotAllowedThere(str(error)) from None
        except Undelivered as error:
            raise SenderFailed(str(error)) from None
        return read_outbox(knock, reply.status, reply.body)

    async def _store(self, key: IncomingKey, content: str, kept_for: float) -> Incoming:
        now = self._clock.now()
        pulled = Pulled(content, kept_for, now, self._limits)
        row = await self._inbox.move(key, ReceiverEvent.PULL, now, pulled)
        await self._pulled(key)
        return row
