"""The store in one SQLite file."""

import itertools
import sqlite3
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from plong.protocol.errors import NoSuchPeer, ServerFull, Unavailable
from plong.protocol.models import Claimed, Counts, Peer
from plong.store import queries
from plong.store.base import Identity, Store
from plong.store.commits import Committer
from plong.store.file import open_file
from plong.store.queries import Numbered

T = TypeVar("T")


class SqliteStore(Store):
    """Peers and identities in a file that one server at a time may hold.

    An answer survives ``kill -9`` and power loss: WAL, ``synchronous=FULL``, no answer before
    its commit. Peers are held in memory as well, about 300 bytes each: looking one up waits for
    no disk, and the file needs no index on their random names, which would cost `add_peer` a
    page for every row.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._committer: Committer[Numbered] | None = None
        # What is committed: number and time of creation by PublicId. Pairs of plain numbers,
        # which the garbage collector need not look at.
        self._peers: dict[str, tuple[int, float]] = {}
        self._adding = 0
        self._numbers: Iterator[int] = itertools.count(1)

    async def open(self) -> None:
        """Open or create the file. Raise `StoreError`."""
        db = open_file(self._path)
        last = 0
        for last, peer in queries.all_peers(db):
            self._peers[peer.public_id] = (last, peer.created_at)
        self._numbers = itertools.count(last + 1)
        self._committer = Committer(db, queries.add_peers)

    async def close(self) -> None:
        """Commit what was asked before, then close the file."""
        committer, self._committer = self._committer, None
        if committer is not None:
            await committer.close()

    async def _ask(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._open_committer().ask(work)

    def _open_committer(self) -> Committer[Numbered]:
        if self._committer is None:
            raise Unavailable
        return self._committer

    async def secret(self, name: str, fresh: bytes) -> bytes:
        """See `Store.secret`."""
        return await self._ask(partial(queries.secret, name=name, fresh=fresh))

    async def add_peer(self, peer: Peer, limit: int) -> None:
        """See `Store.add_peer`."""
        if len(self._peers) + self._adding >= limit:
            raise ServerFull
        number = next(self._numbers)
        self._adding += 1
        try:
            await self._open_committer().add((number, peer))
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
        await self._ask(work)
        return Claimed(peer, identity.expires_at)

    async def find(self, digest: bytes, now: float) -> Peer:
        """See `Store.find`."""
        return await self._ask(partial(queries.find, digest=digest, now=now))

    async def remove_peer(self, public_id: str) -> Peer:
        """See `Store.remove_peer`."""
        peer, number = await self.peer(public_id), self._peers[public_id][0]
        await self._ask(partial(queries.remove_peer, number=number))
        del self._peers[public_id]
        return peer

    async def touch(self, public_ids: Collection[str], now: float) -> None:
        """See `Store.touch`."""
        numbers = [self._peers[name][0] for name in public_ids if name in self._peers]
        await self._ask(partial(queries.touch, numbers=numbers, now=now))

    async def prune(self, now: float, unused_since: float) -> Collection[str]:
        """See `Store.prune`."""
        removed = await self._ask(partial(queries.prune, now=now, unused_since=unused_since))
        for public_id in removed:
            self._peers.pop(public_id, None)
        return removed

    async def counts(self, now: float) -> Counts:
        """See `Store.counts`."""
        living = await self._ask(partial(queries.count_living, now=now))
        return Counts(len(self._peers), living)
