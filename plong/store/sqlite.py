"""The store in one SQLite file."""

import itertools
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from plong.protocol.errors import NoSuchPeer, ServerFull, Unavailable
from plong.protocol.models import Claimed, Counts, Peer
from plong.protocol.ping.models import NODE
from plong.store import queries
from plong.store.base import Identity, Store
from plong.store.commits import Committer, Group, Item, T, Work
from plong.store.file import open_file
from plong.store.statistics import StoreStatistics


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
        # What is committed: number and time of creation by PublicId. Pairs of plain numbers,
        # which the garbage collector need not look at.
        self._peers: dict[str, tuple[int, float]] = {}
        self._adding = 0
        self._numbers: Iterator[int] = itertools.count(1)
        self._statistics = StoreStatistics()

    @property
    def statistics(self) -> StoreStatistics:
        """See `Store.statistics`."""
        return self._statistics

    async def open(self) -> None:
        """Open or create the file. Raise `StoreError`."""
        db = open_file(self._path)
        last = 0
        for last, peer in queries.all_peers(db):
            self._peers[peer.public_id] = (last, peer.created_at)
        self._numbers = itertools.count(last + 1)
        self._committer = Committer(db, self._statistics)

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

    async def probe(self) -> None:
        """See `Store.probe`."""
        await self.ask(queries.touch_secret)

    async def secret(self, name: str, fresh: bytes) -> bytes:
        """See `Store.secret`."""
        return await self.ask(partial(queries.secret, name=name, fresh=fresh))

    async def add_peer(self, peer: Peer, limit: int) -> None:
        """See `Store.add_peer`."""
        if len(self._peers) + self._adding >= limit:
            raise ServerFull
        number = next(self._numbers)
        self._adding += 1
        try:
            await self.join(queries.add_peers, (number, peer))
        finally:
            self._adding -= 1
        self._peers[peer.public_id] = (number, peer.created_at)

    async def peer(self, public_id: str) -> Peer:
        """See `Store.peer`."""
        self._open_committer()  # a closed store knows nobody
        number_and_time = self._peers.get(public_id)
        if number_and_time is None:
            raise NoSuchPeer
        return Peer(public_id, number_and_time[1])

    async def claim(self, public_id: str, identity: Identity, now: float, limit: int) -> Claimed:
        """See `Store.claim`."""
        peer, number = await self.peer(public_id), self._peers[public_id][0]
        work = partial(queries.claim, number=number, identity=identity, now=now, limit=limit)
        await self.ask(work)
        return Claimed(peer, identity.expires_at)

    async def find(self, digest: bytes, now: float) -> Peer:
        """See `Store.find`."""
        return await self.ask(partial(queries.find, digest=digest, now=now))

    async def remove_peer(self, public_id: str) -> Peer:
        """See `Store.remove_peer`."""
        peer, number = await self.peer(public_id), self._peers[public_id][0]
        await self.ask(partial(queries.remove_peer, number=number))
        del self._peers[public_id]
        return peer

    async def touch(self, public_ids: Collection[str], now: float) -> None:
        """See `Store.touch`."""
        numbers = [self._peers[name][0] for name in public_ids if name in self._peers]
        await self.ask(partial(queries.touch, numbers=numbers, now=now))

    async def prune(self, now: float, unused_since: float) -> Collection[str]:
        """See `Store.prune`."""
        removed = await self.ask(partial(queries.prune, now=now, unused_since=unused_since))
        for public_id in removed:
            self._peers.pop(public_id, None)
        return [*removed, *await self._prune_owners(unused_since)]

    async def _prune_owners(self, unused_since: float) -> Collection[str]:
        """Remove peers that may have much in their boxes: each alone, so that others get by."""
        removed = []
        for number in await self.ask(partial(queries.unused_owners, unused_since=unused_since)):
            prune = partial(queries.prune_owner, number=number, unused_since=unused_since)
            if (public_id := await self.ask(prune)) is not None:
                self._peers.pop(public_id, None)
                removed.append(public_id)
        return removed

    async def counts(self, now: float) -> Counts:
        """See `Store.counts`."""
        living = await self.ask(partial(queries.count_living, now=now))
        return Counts(len(self._peers), living)
