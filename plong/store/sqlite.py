"""The store in one SQLite file."""

import sqlite3
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TypeVar

from plong.protocol.errors import Unavailable
from plong.protocol.models import Claimed, Counts, Peer
from plong.store import queries
from plong.store.base import Identity, Store
from plong.store.commits import Committer
from plong.store.file import open_file

T = TypeVar("T")


class SqliteStore(Store):
    """Peers and identities in a file that one server at a time may hold.

    An answer survives ``kill -9`` and power loss: WAL, ``synchronous=FULL``, no answer before
    its commit.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._committer: Committer | None = None

    async def open(self) -> None:
        """Open or create the file. Raise `StoreError`."""
        self._committer = Committer(open_file(self._path))

    async def close(self) -> None:
        """Commit what was asked before, then close the file."""
        committer, self._committer = self._committer, None
        if committer is not None:
            await committer.close()

    async def _ask(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._committer is None:
            raise Unavailable
        return await self._committer.ask(work)

    async def secret(self, name: str, fresh: bytes) -> bytes:
        """See `Store.secret`."""
        return await self._ask(partial(queries.secret, name=name, fresh=fresh))

    async def add_peer(self, key: bytes, peer: Peer, limit: int) -> None:
        """See `Store.add_peer`."""
        await self._ask(partial(queries.add_peer, key=key, peer=peer, limit=limit))

    async def peer_by_key(self, key: bytes) -> Peer:
        """See `Store.peer_by_key`."""
        return await self._ask(partial(queries.peer_by_key, key=key))

    async def peer(self, public_id: str) -> Peer:
        """See `Store.peer`."""
        return await self._ask(partial(queries.peer, public_id=public_id))

    async def claim(self, public_id: str, identity: Identity, now: float, limit: int) -> Claimed:
        """See `Store.claim`."""
        work = partial(queries.claim, public_id=public_id, identity=identity, now=now, limit=limit)
        return await self._ask(work)

    async def find(self, digest: bytes, now: float) -> Peer:
        """See `Store.find`."""
        return await self._ask(partial(queries.find, digest=digest, now=now))

    async def remove_peer(self, key: bytes) -> Peer:
        """See `Store.remove_peer`."""
        return await self._ask(partial(queries.remove_peer, key=key))

    async def touch(self, public_ids: Collection[str], now: float) -> None:
        """See `Store.touch`."""
        await self._ask(partial(queries.touch, public_ids=public_ids, now=now))

    async def prune(self, now: float, unused_since: float) -> Collection[str]:
        """See `Store.prune`."""
        return await self._ask(partial(queries.prune, now=now, unused_since=unused_since))

    async def counts(self, now: float) -> Counts:
        """See `Store.counts`."""
        return await self._ask(partial(queries.counts, now=now))
