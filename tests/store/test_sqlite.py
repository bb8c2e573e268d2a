"""What the SQLite store does beyond the contract: it survives its process."""

import asyncio
from pathlib import Path

import pytest

from plong.protocol.errors import IdentityNotFound, Unavailable
from plong.protocol.models import Counts
from plong.store.base import Room, StoreError
from plong.store.sqlite import SqliteStore
from tests.support.peers import (
    NOW,
    ROOMY,
    add_peers,
    claim,
    digest_of,
    id_of,
    identity_of,
    peer_of,
)


async def reopen(store: SqliteStore, path: Path) -> SqliteStore:
    """Close a store and open its file anew."""
    await store.close()
    again = SqliteStore(path)
    await again.open()
    return again


async def test_all_is_there_after_a_restart(sqlite_store: SqliteStore, path: Path) -> None:
    await add_peers(sqlite_store, "alice", "bob")
    await claim(sqlite_store, "alice", "otter", uses=2)
    await sqlite_store.find(digest_of("otter"), NOW)
    await sqlite_store.secret("passphrases", b"salt")
    store = await reopen(sqlite_store, path)
    assert await store.counts(NOW) == Counts(2, 1)
    assert await store.secret("passphrases", b"other") == b"salt"
    assert await store.find(digest_of("otter"), NOW) == peer_of("alice")
    with pytest.raises(IdentityNotFound):
        await store.find(digest_of("otter"), NOW)
    await store.close()


async def test_the_last_use_is_noted_over_a_restart(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.add_peer(peer_of("alice", NOW - 100), ROOMY)
    await sqlite_store.touch([id_of("alice")], NOW)
    store = await reopen(sqlite_store, path)
    assert await store.prune(NOW, NOW - 1) == []
    assert await store.prune(NOW, NOW) == [id_of("alice")]
    await store.close()


async def test_closing_keeps_what_was_asked_before(sqlite_store: SqliteStore, path: Path) -> None:
    names = [f"peer {number}" for number in range(50)]
    adding = [asyncio.ensure_future(sqlite_store.add_peer(peer_of(n), ROOMY)) for n in names]
    await asyncio.sleep(0)  # so that all of them have asked
    store = await reopen(sqlite_store, path)
    assert all(future.done() for future in adding)
    assert await store.counts(NOW) == Counts(50, 0)
    await store.close()


@pytest.mark.parametrize("was_open", [False, True])
async def test_a_closed_store_is_unavailable(path: Path, was_open: bool) -> None:
    store = SqliteStore(path)
    if was_open:
        await store.open()
        await store.close()
    for question in (
        store.peer(id_of("alice")),
        store.add_peer(peer_of("alice"), ROOMY),
        store.claim(id_of("alice"), identity_of("otter"), NOW, ROOMY),
    ):
        with pytest.raises(Unavailable):
            await question


async def test_a_file_that_cannot_be_opened_leaves_a_closed_store(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "missing" / "plong.db")
    with pytest.raises(StoreError):
        await store.open()
    with pytest.raises(Unavailable):
        await store.counts(NOW)
    await store.close()


async def test_peers_come_back_in_any_order_of_coming_and_going(
    sqlite_store: SqliteStore, path: Path
) -> None:
    await add_peers(sqlite_store, "alice", "bob", "carol")
    await claim(sqlite_store, "bob", "otter")
    await sqlite_store.remove_peer(id_of("carol"))
    store = await reopen(sqlite_store, path)
    await add_peers(store, "dave")
    await claim(store, "dave", "heron")
    store = await reopen(store, path)
    assert await store.find(digest_of("otter"), NOW) == peer_of("bob")
    assert await store.find(digest_of("heron"), NOW) == peer_of("dave")
    assert await store.counts(NOW) == Counts(3, 2)
    await store.close()


async def test_an_asker_who_leaves_disturbs_nobody(sqlite_store: SqliteStore) -> None:
    await add_peers(sqlite_store, "alice")
    leaver = asyncio.ensure_future(sqlite_store.add_peer(peer_of("bob"), ROOMY))
    stayer = asyncio.ensure_future(sqlite_store.add_peer(peer_of("carol"), ROOMY))
    await asyncio.sleep(0)
    leaver.cancel()
    await asyncio.wait_for(stayer, 5)
    with pytest.raises(asyncio.CancelledError):
        await leaver
    assert await sqlite_store.peer(id_of("carol")) == peer_of("carol")
    await sqlite_store.add_peer(peer_of("dave"), Room(3))
