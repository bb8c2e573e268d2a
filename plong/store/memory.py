"""A store that lives as long as the process: for tests, and for servers that may forget."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from plong.protocol.errors import IdentityNotFound, NoSuchPeer, PassphraseTaken, ServerFull
from plong.protocol.models import Claimed, Counts, Peer
from plong.protocol.ping.models import NODE
from plong.store.base import Identity, Room, Store
from plong.store.places import Places
from plong.store.shares import check_shares


@dataclass(slots=True)
class _Row:
    peer: Peer
    used_at: float
    place: int | None


class MemoryStore(Store):
    """Dictionaries behind the contract; every promise is kept at once."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}
        self._places = Places()
        self._identities: dict[bytes, tuple[str, Identity]] = {}
        self._secrets: dict[str, bytes] = {}
        self._on_removal: list[Callable[[str], None]] = []
        self._needed: list[Callable[[str], bool]] = []

    def on_removal(self, forget: Callable[[str], None]) -> None:
        """Have ``forget`` called with the PublicId of each peer that is removed."""
        self._on_removal.append(forget)

    def spare(self, is_needed: Callable[[str], bool]) -> None:
        """Have peers left alone by `prune` as long as ``is_needed`` says so of their PublicIds."""
        self._needed.append(is_needed)

    def check_owner(self, owner: str) -> None:
        """Raise `NoSuchPeer` unless the owner is a peer, or `NODE`."""
        if owner != NODE:
            self._row(owner)

    async def open(self) -> None:
        """Do nothing: there is nothing to open."""

    async def close(self) -> None:
        """Do nothing: there is nothing to keep."""

    async def secret(self, name: str, fresh: bytes) -> bytes:
        """See `Store.secret`."""
        return self._secrets.setdefault(name, fresh)

    async def add_peer(self, peer: Peer, room: Room, place: int | None = None) -> None:
        """See `Store.add_peer`."""
        if len(self._rows) >= room.total:
            raise ServerFull
        self._places.take(place, room.per_place)
        self._rows[peer.public_id] = _Row(peer, peer.created_at, place)

    async def peer(self, public_id: str) -> Peer:
        """See `Store.peer`."""
        return self._row(public_id).peer

    async def claim(self, public_id: str, identity: Identity, now: float, room: Room) -> Claimed:
        """See `Store.claim`."""
        row = self._row(public_id)
        holder, old = self._identities.get(identity.digest, (public_id, None))
        lives = old is not None and _lives(old, now)
        if lives and holder != public_id:
            raise PassphraseTaken
        if old is not None and lives:
            identity = replace(identity, place=old.place)
        else:
            self._check_room(public_id, identity, now, room)
        self._identities[identity.digest] = (public_id, identity)
        row.used_at = max(row.used_at, now)
        return Claimed(row.peer, identity.expires_at)

    def _check_room(self, public_id: str, identity: Identity, now: float, room: Room) -> None:
        living = [(who, one) for who, one in self._identities.values() if _lives(one, now)]
        check_shares(
            room,
            of_peer=sum(who == public_id for who, _ in living),
            of_place=sum(one.place == identity.place is not None for _, one in living),
        )
        if identity.digest not in self._identities and len(self._identities) >= room.total:
            raise ServerFull

    async def find(self, digest: bytes, now: float) -> Peer:
        """See `Store.find`."""
        public_id, identity = self._identities.get(digest, ("", None))
        if identity is None or not _lives(identity, now):
            raise IdentityNotFound
        if identity.uses == 1:
            del self._identities[digest]
        elif identity.uses is not None:
            self._identities[digest] = (public_id, replace(identity, uses=identity.uses - 1))
        return self._rows[public_id].peer

    async def remove_peer(self, public_id: str) -> Peer:
        """See `Store.remove_peer`."""
        row = self._row(public_id)
        self._remove(row)
        return row.peer

    async def touch(self, public_ids: Collection[str], now: float) -> None:
        """See `Store.touch`."""
        for public_id in public_ids:
            if row := self._rows.get(public_id):
                row.used_at = max(row.used_at, now)

    async def prune(self, now: float, unused_since: float) -> Collection[str]:
        """See `Store.prune`."""
        dead = [digest for digest, (_, one) in self._identities.items() if not _lives(one, now)]
        for digest in dead:
            del self._identities[digest]
        unused = [row for row in self._rows.values() if self._is_unused(row, unused_since)]
        for row in unused:
            self._remove(row)
        return [row.peer.public_id for row in unused]

    async def counts(self, now: float) -> Counts:
        """See `Store.counts`."""
        living = sum(_lives(identity, now) for _, identity in self._identities.values())
        return Counts(len(self._rows), living)

    def _is_unused(self, row: _Row, since: float) -> bool:
        public_id = row.peer.public_id
        return row.used_at <= since and not any(needs(public_id) for needs in self._needed)

    def _row(self, public_id: str) -> _Row:
        try:
            return self._rows[public_id]
        except KeyError:
            raise NoSuchPeer from None

    def _remove(self, row: _Row) -> None:
        del self._rows[row.peer.public_id]
        self._places.leave(row.place)
        held = [d for d, (holder, _) in self._identities.items() if holder == row.peer.public_id]
        for digest in held:
            del self._identities[digest]
        for forget in self._on_removal:
            forget(row.peer.public_id)


def _lives(identity: Identity, now: float) -> bool:
    return now < identity.expires_at
