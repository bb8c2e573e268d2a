"""Inboxes that live as long as the process."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from plong.protocol.errors import InboxFull
from plong.protocol.ping.models import Incoming
from plong.protocol.ping.states import ReceiverEvent, advance_receiver, must_acknowledge
from plong.store.post.inbox import MOST_ORIGINS, Inbox
from plong.store.post.memory_box import Box, Entry
from plong.store.post.memory_doors import MemoryMasks
from plong.store.post.names import (
    Arrival,
    IncomingKey,
    Owed,
    Page,
    Pulled,
    key_of_incoming,
)
from plong.store.post.room import Limits, Share, size_of, size_of_incoming
from plong.store.post.stages import Stage

CheckOwner = Callable[[str], None]


class MemoryInbox(Inbox):
    """Dictionaries behind the contract; every promise is kept at once."""

    def __init__(self, check_owner: CheckOwner, masks: MemoryMasks) -> None:
        self._check_owner = check_owner
        self._masks = masks
        self.box: Box[IncomingKey, Incoming] = Box(_without_content)

    async def add(self, row: Incoming, limits: Limits, mask_id: str | None = None) -> Arrival:
        """See `Inbox.add`."""
        self._check_owner(row.owner)
        key = key_of_incoming(row)
        if key in self.box.of(row.owner):
            return Arrival.KNOWN
        if mask_id is not None and not self._masks.is_open(row.owner, mask_id, row.received_at):
            return Arrival.CLOSED
        self._add(key, row, limits)
        if mask_id is not None:
            self._masks.use(mask_id)
        return Arrival.NEW

    def _add(self, key: IncomingKey, row: Incoming, limits: Limits) -> None:
        size = size_of_incoming(row.knock)
        entry = Entry(row, size, content_bytes=0, kept_for=0, stage_at=row.received_at)
        if not self.box.make_room(row.owner, entry.share, limits, row.received_at):
            raise InboxFull
        self.box.add(key, entry)

    async def get(self, key: IncomingKey) -> Incoming:
        """See `Inbox.get`."""
        self._check_owner(key.owner)
        return self.box.get(key).row

    async def named(self, owner: str, ping_id: str) -> Sequence[Incoming]:
        """See `Inbox.named`."""
        self._check_owner(owner)
        box = self.box.of(owner)
        return [box[key].row for key in box if key.ping_id == ping_id][:MOST_ORIGINS]

    async def page(self, owner: str, after: int, limit: int) -> Page:
        """See `Inbox.page`."""
        self._check_owner(owner)
        entries = list(self.box.of(owner).values())
        behind = entries[bisect_right(entries, after, key=lambda entry: entry.number) :]
        rest = [entry for entry in behind if entry.stage is Stage.OPEN]
        rows = tuple(_without_content(entry.row) for entry in rest[:limit])
        cursor = rest[:limit][-1].number if rows else after
        return Page(rows, cursor, is_last=len(rest) <= limit)

    async def move(
        self, key: IncomingKey, event: ReceiverEvent, now: float, pulled: Pulled | None = None
    ) -> Incoming:
        """See `Inbox.move`."""
        self._check_owner(key.owner)
        row = self.box.get(key).row
        new = advance_receiver(row.state, event)
        if new is not row.state and pulled is not None:
            self._pull(key, pulled, now)
        elif new is not row.state:
            self.box.write(key, replace(row, state=new), now)
        return self.box.get(key).row

    def _pull(self, key: IncomingKey, pulled: Pulled, now: float) -> None:
        entry, size = self.box.get(key), size_of(pulled.content)
        if not self.box.make_room(key.owner, Share(0, size), pulled.limits, now):
            raise InboxFull
        state = advance_receiver(entry.row.state, ReceiverEvent.PULL)
        row = replace(entry.row, state=state, content=pulled.content)
        changed = replace(entry, row=row, content_bytes=size, kept_for=pulled.kept_for)
        self.box.put(key, replace(changed, due_at=pulled.ack_at))

    async def unacknowledged(
        self, now: float, limit: int, busy: Collection[IncomingKey], per_owner: int
    ) -> Sequence[Owed]:
        """See `Inbox.unacknowledged`."""
        due = self.box.due(now, limit, busy, per_owner)
        return [Owed(key_of_incoming(entry.row), entry.tries) for entry in due]

    async def next_owed_at(self, now: float) -> float | None:
        """See `Inbox.next_owed_at`."""
        return self.box.next_due_at(now)

    async def ack_tried(self, key: IncomingKey, next_try_at: float | None) -> None:
        """See `Inbox.ack_tried`."""
        entry = self.box.of(key.owner).get(key)
        if entry is not None and must_acknowledge(entry.row.state):
            self.box.put(key, replace(entry, tries=entry.tries + 1, due_at=next_try_at))


def _without_content(row: Incoming) -> Incoming:
    return replace(row, content=None)
