"""Outboxes that live as long as the process."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from plong.protocol.errors import OutboxFull
from plong.protocol.ping.models import Outgoing
from plong.protocol.ping.states import SenderEvent, advance_sender, must_knock
from plong.store.post.memory_box import Box, Entry
from plong.store.post.names import OutgoingKey, key_of_outgoing
from plong.store.post.outbox import Outbox
from plong.store.post.room import Limits, size_of, size_of_outgoing
from plong.store.post.stages import Stage

CheckOwner = Callable[[str], None]


class MemoryOutbox(Outbox):
    """Dictionaries behind the contract; every promise is kept at once."""

    def __init__(self, check_owner: CheckOwner) -> None:
        self._check_owner = check_owner
        self.box: Box[OutgoingKey, Outgoing] = Box(_without_content)

    async def add(self, row: Outgoing, limits: Limits, kept_for: float) -> None:
        """See `Outbox.add`."""
        self._check_owner(row.owner)
        entry = Entry(
            row,
            size_of_outgoing(row),
            size_of(row.content),
            kept_for,
            stage_at=row.created_at,
            tries=row.tries,
            due_at=row.next_try_at,
        )
        if not self.box.make_room(row.owner, entry.share, limits, row.created_at):
            raise OutboxFull
        self.box.add(key_of_outgoing(row), entry)

    async def get(self, key: OutgoingKey) -> Outgoing:
        """See `Outbox.get`."""
        self._check_owner(key.owner)
        return self.box.get(key).row

    async def move(self, key: OutgoingKey, event: SenderEvent, now: float) -> Outgoing:
        """See `Outbox.move`."""
        self._check_owner(key.owner)
        return self._move(key, self.box.get(key), event, now)

    def _move(
        self, key: OutgoingKey, entry: Entry[Outgoing], event: SenderEvent, now: float
    ) -> Outgoing:
        new = advance_sender(entry.row.state, event)
        if new is not entry.row.state:
            row = replace(entry.row, state=new, next_try_at=None, token=None)
            self.box.write(key, row, now)
        return self.box.get(key).row

    async def due(
        self, now: float, limit: int, busy: Collection[OutgoingKey], per_owner: int
    ) -> Sequence[Outgoing]:
        """See `Outbox.due`."""
        return [entry.row for entry in self.box.due(now, limit, busy, per_owner)]

    async def next_due_at(self, now: float) -> float | None:
        """See `Outbox.next_due_at`."""
        return self.box.next_due_at(now)

    async def tried(self, key: OutgoingKey, next_try_at: float | None, endpoint: str) -> None:
        """See `Outbox.tried`."""
        entry = self.box.of(key.owner).get(key)
        if entry is None:
            return
        at = next_try_at if must_knock(entry.row.state) else None
        tries = entry.row.tries + 1
        row = replace(entry.row, tries=tries, next_try_at=at, endpoint=endpoint)
        self.box.put(key, replace(entry, row=row, due_at=at, tries=tries))

    def abandon(self, owner: str, origin: str, now: float) -> None:
        """Let open pings of this origin expire."""
        for key, entry in list(self.box.of(owner).items()):
            if entry.stage is Stage.OPEN and entry.row.origin == origin:
                self._move(key, entry, SenderEvent.EXPIRY, now)


def _without_content(row: Outgoing) -> Outgoing:
    return replace(row, content="")
