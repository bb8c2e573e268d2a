"""Many knocks stored with few statements, inside one transaction."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from plong.protocol.errors import InboxFull, NoSuchPeer, Refusal
from plong.protocol.ping.mask import takes_knock
from plong.protocol.ping.models import Incoming
from plong.store.post import doors_queries
from plong.store.post.names import Arrival
from plong.store.post.room import Limits, Share, size_of_incoming
from plong.store.post.room_queries import Need, make_room
from plong.store.post.schedule_queries import INBOX
from plong.store.post.share_queries import TOTAL, read_shares
from plong.store.post.stages import Stage

_Name = tuple[int, str, str]
"""Number of the owner, id, origin."""


@dataclass(frozen=True, slots=True)
class Comer:
    """A knock, and whose."""

    owner: int
    row: Incoming
    limits: Limits

    @property
    def name(self) -> _Name:
        """What it must not share with another."""
        return self.owner, self.row.knock.ping_id, self.row.knock.origin


@dataclass(slots=True)
class _Doorkeeper:
    """Knows who is there and how much room is left, and keeps count of those it lets in."""

    db: sqlite3.Connection
    known: set[_Name]
    shares: dict[int, Share]
    let_in: list[Comer] = field(default_factory=list)

    def answer(self, comer: Comer) -> Arrival | Refusal:
        if comer.name in self.known:
            return Arrival.KNOWN
        if comer.owner not in self.shares:
            return NoSuchPeer()
        added = Share(1, size_of_incoming(comer.row.knock))
        need = Need(comer.owner, added, comer.limits, comer.row.received_at)
        freed = make_room(self.db, INBOX, need, self.shares)
        if freed is None:
            return InboxFull()
        for owner in (comer.owner, TOTAL):
            self.shares[owner] += added - Share(0, freed)
        self.known.add(comer.name)
        self.let_in.append(comer)
        return Arrival.NEW


def add(db: sqlite3.Connection, comers: Sequence[Comer]) -> Sequence[Arrival | Refusal]:
    """Store those that are new, as far as there is room; see `Inbox.add`."""
    owners = {comer.owner for comer in comers}
    keeper = _Doorkeeper(db, _read_known(db, comers), {**read_shares(db, INBOX, owners)})
    answers = [keeper.answer(comer) for comer in comers]
    if keeper.let_in:
        _insert(db, keeper.let_in)
    if Arrival.KNOWN in answers:
        _take_time(db)
    return answers


def _take_time(db: sqlite3.Connection) -> None:
    """Write, as for a new knock: one that came to a mask must not be faster at its owner's."""
    db.execute("UPDATE totals SET rows = rows + 1 WHERE name = 'known knocks'")


def add_by_mask(db: sqlite3.Connection, comer: Comer, mask_id: str) -> Arrival:
    """Store a knock unless it is known or its mask takes none; see `Inbox.add`."""
    if not _is_open(db, mask_id, comer):
        return Arrival.CLOSED
    (answer,) = add(db, [comer])
    if isinstance(answer, Refusal):
        raise answer
    number = _number_of(db, comer)
    assert number is not None  # it is known now, or was before
    doors_queries.use_mask(db, mask_id, number)
    return answer


def _is_open(db: sqlite3.Connection, mask_id: str, comer: Comer) -> bool:
    mask = doors_queries.mask(db, mask_id)
    if mask is None or mask.owner != comer.row.owner:
        return False
    first = doors_queries.first_ping(db, mask_id)
    is_first = first is not None and first == _number_of(db, comer)
    return takes_knock(mask, comer.row.received_at, is_first=is_first)


def _number_of(db: sqlite3.Connection, comer: Comer) -> int | None:
    select = "SELECT number FROM inbox WHERE owner = ? AND ping_id = ? AND origin = ?"
    row = db.execute(select, comer.name).fetchone()
    number: int | None = row[0] if row else None
    return number


def _read_known(db: sqlite3.Connection, comers: Sequence[Comer]) -> set[_Name]:
    """Return which of these names are in an inbox."""
    places = ",".join(["(?, ?, ?)"] * len(comers))
    return set(
        db.execute(
            f"WITH asked (owner, ping_id, origin) AS (VALUES {places})"  # noqa: S608  # placeholders
            " SELECT asked.* FROM asked CROSS JOIN inbox USING (owner, ping_id, origin)",
            [part for comer in comers for part in comer.name],
        )
    )


def _insert(db: sqlite3.Connection, comers: Sequence[Comer]) -> None:
    # NULL: the number; after the time: tries, due_at, kept_for.
    places = ",".join(["(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, 0, ?, 0, ?, ?)"] * len(comers))
    values = [value for comer in comers for value in _values(comer)]
    db.execute(f"INSERT INTO inbox VALUES {places}", values)  # noqa: S608  # placeholders


def _values(comer: Comer) -> Sequence[object]:
    row, knock = comer.row, comer.row.knock
    said = (knock.payload_type, knock.content_hash, knock.size, row.tier, row.state)
    size = size_of_incoming(knock)
    return (*comer.name, *said, row.received_at, size, Stage.OPEN, row.received_at)
