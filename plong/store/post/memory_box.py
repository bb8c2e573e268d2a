"""One kind of box in memory: rows by owner and name, what they count, when they are due."""

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.models import Incoming, Outgoing
from plong.store.post.room import Limits, Share, give_way
from plong.store.post.stages import Stage, has_ended, stage_after_end
from plong.store.post.turns import take_turns

Row = TypeVar("Row", Outgoing, Incoming)
Key = TypeVar("Key", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Entry(Generic[Row]):
    """A row, and what is kept beside it: see the columns of ``schema/2.sql``."""

    row: Row
    row_bytes: int
    content_bytes: int
    kept_for: float
    stage_at: float
    stage: Stage = Stage.OPEN
    number: int = 0
    tries: int = 0
    due_at: float | None = None

    @property
    def share(self) -> Share:
        """What it counts."""
        return Share(int(self.stage is Stage.OPEN), self.row_bytes + self.content_bytes)


class Box(Generic[Key, Row]):
    """The boxes of all owners. A key is a tuple that begins with its owner.

    Args:
        strip: returns a row without its content.
    """

    def __init__(self, strip: Callable[[Row], Row]) -> None:
        self._strip: Callable[[Row], Row] = strip
        self._boxes: dict[str, dict[Key, Entry[Row]]] = {}
        self._shares: dict[str, Share] = {}
        self._total = Share()
        self._numbers = itertools.count(1)
        self._served = ""

    @property
    def total(self) -> Share:
        """What all owners together have."""
        return self._total

    def of(self, owner: str) -> Mapping[Key, Entry[Row]]:
        """Return an owner's entries in the order in which they came."""
        return self._boxes.get(owner, {})

    def entries(self) -> Sequence[tuple[Key, Entry[Row]]]:
        """Return everybody's entries."""
        return [pair for box in self._boxes.values() for pair in box.items()]

    def get(self, key: Key) -> Entry[Row]:
        """Return an entry; raise `NoSuchPing`."""
        try:
            return self._boxes[key[0]][key]
        except KeyError:
            raise NoSuchPing from None

    def has_open(self, owner: str) -> bool:
        """Tell whether one of an owner's entries is open."""
        return self._shares.get(owner, Share()).rows > 0

    def make_room(self, owner: str, added: Share, limits: Limits, now: float) -> bool:
        """Tell whether there is room; for that, the owner's kept contents give way."""
        share = self._shares.get(owner, Share())
        excess = limits.excess(share + added, self._total + added)
        keys = None if excess is None else give_way(self._kept(owner), excess)
        for key in keys or ():
            self.drop_content(key, now)
        return keys is not None

    def _kept(self, owner: str) -> Iterator[tuple[Key, int]]:
        for key, entry in self.of(owner).items():
            if entry.stage is Stage.KEPT:
                yield key, entry.content_bytes

    def add(self, key: Key, entry: Entry[Row]) -> None:
        """Add an entry, and number it."""
        self.put(key, replace(entry, number=next(self._numbers)))

    def put(self, key: Key, entry: Entry[Row]) -> None:
        """Write an entry, over the one of this key."""
        old = self.of(key[0]).get(key)
        self._count(key[0], entry.share - (old.share if old else Share()))
        self._boxes.setdefault(key[0], {})[key] = entry

    def write(self, key: Key, row: Row, now: float, due_at: float | None = None) -> None:
        """Write a row that has moved; if that was its end, keep only what is wanted of it."""
        entry = replace(self.get(key), row=row, due_at=due_at)
        self.put(key, entry)
        if has_ended(row.state):
            self._end(key, entry, now)

    def _end(self, key: Key, entry: Entry[Row], now: float) -> None:
        stage, at = stage_after_end(entry.row.state, now, entry.kept_for)
        self.put(key, replace(entry, stage=stage, stage_at=at))
        if stage is Stage.REMEMBERED:
            self.drop_content(key, now)

    def drop_content(self, key: Key, now: float) -> None:
        """Leave nothing but the row."""
        entry = self.get(key)
        row, stage = self._strip(entry.row), Stage.REMEMBERED
        self.put(key, replace(entry, row=row, content_bytes=0, stage=stage, stage_at=now))

    def drop(self, key: Key) -> None:
        """Forget an entry."""
        self._count(key[0], Share() - self._boxes[key[0]].pop(key).share)

    def drop_all(self, owner: str) -> None:
        """Forget all that an owner has."""
        self._boxes.pop(owner, None)
        self._total -= self._shares.pop(owner, Share())

    def _count(self, owner: str, added: Share) -> None:
        self._shares[owner] = self._shares.get(owner, Share()) + added
        self._total += added

    def due(
        self, now: float, limit: int, busy: Collection[Key], per_owner: int
    ) -> Sequence[Entry[Row]]:
        """Return what is due, in turns: see `Outbox.due`."""
        keys = take_turns(self._queues(now), busy, per_owner, limit)
        self._served = keys[-1][0] if keys else self._served
        return [self.get(key) for key in keys]

    def _queues(self, now: float) -> Iterator[Sequence[Key]]:
        owners = sorted(self._boxes, key=lambda owner: (owner <= self._served, owner))
        for owner in owners:
            yield [key for _, key in sorted(self._due_times(owner, now))]

    def _due_times(self, owner: str, now: float) -> Iterator[tuple[tuple[float, int], Key]]:
        for key, entry in self._boxes[owner].items():
            if entry.due_at is not None and entry.due_at <= now:
                yield (entry.due_at, entry.number), key

    def next_due_at(self, now: float) -> float | None:
        """Return the first time after ``now`` at which something will be due."""
        times = [entry.due_at for _, entry in self.entries() if entry.due_at is not None]
        return min((time for time in times if time > now), default=None)


def expire_box(
    box: Box[Key, Row], now: float, age: float, remembered: float, expired: Callable[[Row], Row]
) -> int:
    """Take what is old a step further: see `Post.expire`."""
    old = _in_stage(box, Stage.OPEN, now - age)
    for key in old:
        box.write(key, expired(box.get(key).row), now)
    kept = _in_stage(box, Stage.KEPT, now)
    for key in kept:
        box.drop_content(key, now)
    forgotten = _in_stage(box, Stage.REMEMBERED, now - remembered)
    for key in forgotten:
        box.drop(key)
    return len(old) + len(kept) + len(forgotten)


def _in_stage(box: Box[Key, Row], stage: Stage, until: float) -> Sequence[Key]:
    """Return what has been in a stage since then, or is to leave it by then."""
    entries = box.entries()
    return [key for key, entry in entries if entry.stage is stage and entry.stage_at <= until]
