"""What is done again and again until it is done: knocks, and acknowledgements."""

import abc
import math
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

from plong.courier.base import Undelivered
from plong.hub.post.errands import Errands
from plong.hub.post.paths import Paths
from plong.hub.post.senders import Senders
from plong.hub.post.world import World
from plong.protocol.errors import NoSuchPeer
from plong.protocol.ping.delivery import fallback, is_confirmed, is_success, tier_at
from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.models import Outgoing, Tier
from plong.protocol.ping.schedule import end, is_over, next_try_at
from plong.protocol.ping.states import ReceiverEvent, SenderEvent
from plong.store.post.inbox import Inbox
from plong.store.post.names import IncomingKey, OutgoingKey, Owed, key_of_outgoing
from plong.store.post.outbox import Outbox

Key = TypeVar("Key", bound=tuple[Any, ...])
"""What names a ping; the first part is its owner."""
Item = TypeVar("Item")


class Chores(abc.ABC, Generic[Key, Item]):
    """One kind of them. The store knows what is due; every method may raise `Unavailable`."""

    @abc.abstractmethod
    async def due(
        self, now: float, limit: int, busy: Collection[Key], per_owner: int
    ) -> Sequence[tuple[Key, Item]]:
        """Return what to do now: see `plong.store.post.outbox.Outbox.due`."""

    @abc.abstractmethod
    async def next_at(self, now: float) -> float | None:
        """Return when, after ``now``, more is due; None: when there is more."""

    @abc.abstractmethod
    async def do(self, item: Item) -> None:
        """Do it, and note how it went; it is not due at once again."""


class Knocks(Chores[OutgoingKey, Outgoing]):
    """Targets are told of pings.

    Args:
        max_age: seconds after which a ping expires.
    """

    def __init__(self, outbox: Outbox, errands: Errands, world: World, max_age: float) -> None:
        self._outbox = outbox
        self._errands = errands
        self._clock = world.clock
        self._jitter = world.jitter
        self._max_age = max_age
        self._paths = Paths()

    async def due(
        self, now: float, limit: int, busy: Collection[OutgoingKey], per_owner: int
    ) -> Sequence[tuple[OutgoingKey, Outgoing]]:
        """See `Chores.due`."""
        rows = await self._outbox.due(now, limit, busy, per_owner)
        return [(key_of_outgoing(row), row) for row in rows]

    async def next_at(self, now: float) -> float | None:
        """See `Chores.next_at`."""
        return await self._outbox.next_due_at(now)

    async def do(self, item: Outgoing) -> None:
        """Knock, unless the ping is over, and at the other endpoint if this one is not served."""
        if is_over(item.created_at, self._max_age, self._clock.now()):
            return await self._move(item, SenderEvent.EXPIRY)
        endpoint, status = await self._knock(item)
        if status is not None and is_success(status):
            return await self._move(item, SenderEvent.RECEIPT)
        now, ends_at = self._clock.now(), end(item.created_at, self._max_age)
        at = next_try_at(item.tries + 1, now, ends_at, self._jitter())
        return await self._outbox.tried(key_of_outgoing(item), at, endpoint)

    async def _knock(self, row: Outgoing) -> tuple[str, int | None]:
        """Return where to knock next time, and what was answered, if anything was."""
        if tier_at(row.endpoint) is not Tier.PUBLIC:
            return row.endpoint, await self._ask(row, row.endpoint)
        endpoint = self._paths.of(row.target) or row.endpoint
        status = await self._ask(row, endpoint)
        other = None if status is None else fallback(endpoint, status)
        if other is not None:
            status = await self._ask(row, other)
            is_served = status is not None and fallback(other, status) is None
            endpoint = other if is_served else endpoint
        if status is not None and is_success(status):
            self._paths.note(row.target, endpoint)
        return endpoint, status

    async def _ask(self, row: Outgoing, endpoint: str) -> int | None:
        try:
            return await self._errands.knock(row, endpoint)
        except Undelivered:
            return None

    async def _move(self, row: Outgoing, event: SenderEvent) -> None:
        with suppress(NoSuchPing, NoSuchPeer):  # removed meanwhile
            await self._outbox.move(key_of_outgoing(row), event, self._clock.now())


class Acks(Chores[IncomingKey, Owed]):
    """Senders are told that their contents have arrived, for as long as the ping lasts."""

    def __init__(self, inbox: Inbox, senders: Senders, world: World) -> None:
        self._inbox = inbox
        self._senders = senders
        self._clock = world.clock
        self._jitter = world.jitter

    async def due(
        self, now: float, limit: int, busy: Collection[IncomingKey], per_owner: int
    ) -> Sequence[tuple[IncomingKey, Owed]]:
        """See `Chores.due`."""
        owed = await self._inbox.unacknowledged(now, limit, busy, per_owner)
        return [(one.key, one) for one in owed]

    async def next_at(self, now: float) -> float | None:
        """See `Chores.next_at`."""
        return await self._inbox.next_owed_at(now)

    async def do(self, item: Owed) -> None:
        """Tell the sender once."""
        if await self._is_told(item.key):
            return await self._confirm(item.key)
        at = next_try_at(item.tries + 1, self._clock.now(), math.inf, self._jitter())
        return await self._inbox.ack_tried(item.key, at)

    async def _is_told(self, key: IncomingKey) -> bool:
        try:
            return is_confirmed(await self._senders.acknowledge(*key))
        except Undelivered:
            return False

    async def _confirm(self, key: IncomingKey) -> None:
        with suppress(NoSuchPing, NoSuchPeer):  # removed meanwhile
            await self._inbox.move(key, ReceiverEvent.CONFIRMATION, self._clock.now())
