"""What PING keeps, as long as the process lives."""

from dataclasses import replace

from plong.protocol.ping.models import Incoming, Outgoing
from plong.protocol.ping.states import (
    ReceiverEvent,
    SenderEvent,
    advance_receiver,
    advance_sender,
)
from plong.store.memory import MemoryStore
from plong.store.post.base import Post
from plong.store.post.memory_box import expire_box
from plong.store.post.memory_doors import MemoryDoors, MemoryMasks
from plong.store.post.memory_inbox import MemoryInbox
from plong.store.post.memory_outbox import MemoryOutbox
from plong.store.post.memory_tokens import MemoryTokens
from plong.store.post.names import Ages
from plong.store.post.room import Totals


class MemoryPost(Post):
    """Dictionaries beside a store's."""

    def __init__(self, store: MemoryStore) -> None:
        check = store.check_owner
        self._masks = MemoryMasks()
        self.outbox: MemoryOutbox = MemoryOutbox(check)
        self.inbox: MemoryInbox = MemoryInbox(check, self._masks)
        self.doors: MemoryDoors = MemoryDoors(check, self._masks, self.outbox.abandon)
        self.tokens: MemoryTokens = MemoryTokens(check)
        store.on_removal(self._forget)
        store.spare(self._has_open)

    def _has_open(self, owner: str) -> bool:
        return self.outbox.box.has_open(owner) or self.inbox.box.has_open(owner)

    def _forget(self, owner: str) -> None:
        self.outbox.box.drop_all(owner)
        self.inbox.box.drop_all(owner)
        self.doors.drop_all(owner)
        self.tokens.drop_all(owner)

    async def totals(self) -> Totals:
        """See `Post.totals`."""
        return Totals(self.outbox.box.total, self.inbox.box.total)

    async def expire(self, now: float, ages: Ages) -> int:
        """See `Post.expire`."""
        steps = expire_box(self.outbox.box, now, ages.outgoing, ages.remembered, _expire_outgoing)
        steps += expire_box(self.inbox.box, now, ages.incoming, ages.remembered, _expire_incoming)
        return steps + self._masks.drop_dead(now - ages.outgoing)


def _expire_outgoing(row: Outgoing) -> Outgoing:
    state = advance_sender(row.state, SenderEvent.EXPIRY)
    return replace(row, state=state, next_try_at=None, token=None)


def _expire_incoming(row: Incoming) -> Incoming:
    return replace(row, state=advance_receiver(row.state, ReceiverEvent.EXPIRY))
