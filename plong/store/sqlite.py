"""The store in one SQLite file."""

import itertools
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from plong.protocol.errors import NoSuchPeer, ServerFull, Unavailable
from plong.protocol.models import Claimed, Counts, Peer
from plong.protocol.ping.models import NODE
from plong.store import queries
from plong.store.base import ENDLESS, Identity, Room, Store
from plong.store.commits import Committer, Group, Item, T, Work
from plong.store.file import open_file
from plong.store.places import Places


class SqliteStore(Store):
    """Peers and identities in a file that one server at a time may hold.

    An answer survives ``kill -9`` and power loss: WAL, ``synchronous=FULL``, no answer before
    its commit. Peers are held in memory as well, about 300 bytes each: looking one up waits for
    no disk, and the file needs no index on their random names, which would cost `add_peer` a
    page for every row.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._committer: Committer | None = None
        # What is committed: number, time of creation and place by PublicId. Plain numbers,
        # which the garbage collector need not look at.
        self._peers: dict[str, tuple[int, float, int | None]] = {}
        self._places = Places()
        self._adding = 0
        self._numbers: Iterator[int] = itertools.count(1)

    async def open(self) -> None:
        """Open or create the file. Raise `StoreError`."""
        db = open_file(self._path)
        last = 0
        for last, peer, place in queries.all_peers(db):
            self._places.take(place, ENDLESS)
            self._peers[peer.public_id] = (last, peer.created_at, place)
        self._numbers = itertools.count(last + 1)
        self._committer = Committer(db)

    async def close(self) -> None:
        """Commit what was asked before, then close the file."""
        committer, self._committer = self._committer, None
        if committer is not None:
            await committer.close()

    # For what else is kept in the file

    async def ask(self, work: Work[T]) -> T:
        """Return what ``work`` returns, once it is committed. Raise `Refusal`."""
        return await self._open_committer().ask(work)

    async def join(self, group: Group[Item, T], item: Item) -> T:
        """Return what ``group`` returns for this item, once it is committed. Raise `Refusal`."""
        return await self._open_committer().join(group, item)

    def number_of(self, owner: str) -> int:
        """Return by which number the file knows a peer, 0 for `NODE`. Raise `NoSuchPeer`."""
        self._open_committer()  # a closed store knows nobody
        if owner == NODE:
            return 0
        if owner not in self._peers:
            raise NoSuchPeer
        return self._peers[owner][0]

    def _open_committer(self) -> Committer:
        if self._committer is None:
            raise Unavailable
        return self._committer

    async def secret(self, name: str, fresh: bytes) -> bytes:
        """See `Store.secret`."""
        return await self.ask(partial(queries.secret, name=name, fresh=fresh))

    async def add_peer(self, peer: Peer, room: Room, place: int | None = None) -> None:
        """See `Store.add_peer`."""
        if len(self._peers) + self._adding >= room.total:
            raise ServerFull
        self._places.take(place, room.per_place)
        number = next(self._numbers)
        self._adding += 1
        try:
            await self.join(queries.add_peers, (number, peer, place))
        except BaseException:
            self._places.leave(place)
            raise
        finally:
            self._adding -= 1
        self._peers[peer.public_id] = (number, peer.created_at, place)

    async def peer(self, public_id: str) -> Peer:
        """See `Store.peer`."""
        self._open_committer()  # a closed store knows nobody
        known = self._peers.get(public_id)
        if known is None:
            raise NoSuchPeer
        return Peer(public_id, known[1])

    async def claim(self, public_id: str, identity: Identity, now: float, room: Room) -> Claimed:
        """See `Store.claim`."""
        peer, number = await self.peer(public_id), self._peers[public_id][0]
        work = partial(queries.claim, number=number, identity=identity, now=now, room=room)
        await self.ask(work)
        return Claimed(peer, identity.expires_at)

    async def find(self, digest: bytes, now: float) -> Peer:
        """See `Store.find`."""
        return await self.ask(partial(queries.find, digest=digest, now=now))

    async def remove_peer(self, public_id: str) -> Peer:
        """See `Store.remove_peer`."""
        peer, number = await self.peer(public_id), self._peers[public_id][0]
        await self.ask(partial(queries.remove_peer, number=number))
        self._forget(public_id)
        return peer

    def _forget(self, public_id: str) -> None:
        known = self._peers.pop(public_id, None)
        if known is not None:
            self._places.leave(known[2])

    async def touch(self, public_ids: Collection[str], now: float) -> None:
        """See `Store.touch`."""
        numbers = [self._peers[name][0] for name in public_ids if name in self._peers]
        await self.ask(partial(queries.touch, numbers=numbers, now=now))

    async def prune(self, now: float, unused_since: float) -> Collection[str]:
        """See `Store.prune`."""
        removed = await self.ask(partial(queries.prune, now=now, unused_since=unused_since))
        for public_id in removed:
            self._forget(public_id)
        return [*removed, *await self._prune_owners(unused_since)]

    async def _prune_owners(self, unused_since: float) -> Collection[str]:
        """Remove peers that may have much in their boxes: each alone, so that others get by."""
        removed = []
        for number in await self.ask(partial(queries.unused_owners, unused_since=unused_since)):
            prune = partial(queries.prune_owner, number=number, unused_since=unused_since)
            if (public_id := await self.ask(prune)) is not None:
                self._forget(public_id)
                removed.append(public_id)
        return removed

    async def counts(self, now: float) -> Counts:
        """See `Store.counts`."""
        living = await self.ask(partial(queries.count_living, now=now))
        return Counts(len(self._peers), living)
