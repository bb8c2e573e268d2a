"""A full disk: what was promised is still there, nothing new is promised, and it passes."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from plong.protocol.errors import NoSuchPeer, Unavailable
from plong.protocol.models import Counts, Peer
from plong.store.base import Room
from plong.store.sqlite import SqliteStore
from tests.support.disk import SmallDisk, SmallFile, small_disk
from tests.support.peers import MANY, NOW, add_peers, claim, digest_of, id_of, peer_of
from tests.support.server import barrier, running_server

Disk = SmallDisk | SmallFile


@pytest.fixture(params=["disk", "file"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A disk, or a file, that can be filled."""
    if request.param == "file":
        yield SmallFile(tmp_path)
    else:
        with small_disk(tmp_path) as disk:
            yield disk


@pytest.fixture
async def store(disk: Disk) -> AsyncIterator[SqliteStore]:
    """A store with alice, who holds "otter"."""
    store = SqliteStore(disk.path)
    await store.open()
    await add_peers(store, "alice")
    await claim(store, "alice", "otter")
    yield store
    await store.close()


async def fill_up(disk: Disk, store: SqliteStore) -> list[Peer]:
    """Fill the disk, then the room that SQLite has left; return who still got in."""
    await disk.fill(store)
    added: list[Peer] = []
    for number in range(2000):
        try:
            await store.add_peer(peer_of(str(number)), Room(MANY * 10))
        except Unavailable:
            return added
        added.append(peer_of(str(number)))
    raise AssertionError("The disk does not get full.")


async def test_reads_go_on(disk: Disk, store: SqliteStore) -> None:
    added = await fill_up(disk, store)
    assert await store.peer(id_of("alice")) == peer_of("alice")
    assert await store.find(digest_of("otter"), NOW) == peer_of("alice")
    assert await store.counts(NOW) == Counts(1 + len(added), 1)
    for peer in added:
        assert await store.peer(peer.public_id) == peer


async def test_what_is_refused_is_not_there(disk: Disk, store: SqliteStore) -> None:
    added = await fill_up(disk, store)
    with pytest.raises(NoSuchPeer):
        await store.peer(id_of(str(len(added))))
    with pytest.raises(Unavailable):
        await add_peers(store, "late")
    with pytest.raises(NoSuchPeer):
        await store.peer(id_of("late"))
    assert (await store.counts(NOW)).peers == 1 + len(added)


async def test_it_recovers_when_there_is_room_again(disk: Disk, store: SqliteStore) -> None:
    added = await fill_up(disk, store)
    await disk.free(store)
    await add_peers(store, "late")
    await claim(store, "late", "heron")
    await store.remove_peer(id_of("alice"))
    assert await store.find(digest_of("heron"), NOW) == peer_of("late")
    assert await store.counts(NOW) == Counts(1 + len(added), 1)


async def test_all_that_was_promised_is_there_after_a_restart(
    disk: Disk, store: SqliteStore
) -> None:
    added = await fill_up(disk, store)
    await store.close()
    await disk.free(store) if isinstance(disk, SmallDisk) else None
    again = SqliteStore(disk.path)
    await again.open()
    for peer in [peer_of("alice"), *added]:
        assert await again.peer(peer.public_id) == peer
    assert await again.counts(NOW) == Counts(1 + len(added), 1)
    await again.close()


async def test_it_starts_on_a_full_disk_if_it_was_there_before(
    disk: Disk, store: SqliteStore
) -> None:
    await fill_up(disk, store)
    await store.close()
    again = SqliteStore(disk.path)
    await again.open()
    assert await again.peer(id_of("alice")) == peer_of("alice")
    await again.close()


async def test_a_server_on_a_full_disk_says_so_and_stops_in_good_order(disk: Disk) -> None:
    async with running_server(store=f"sqlite:{disk.path}") as server:
        store = server.hub.directory._store
        assert isinstance(store, SqliteStore)
        me = await server.ohai()
        async with server.connect(me) as connection:
            await fill_up(disk, store)
            refused = await server.http.get("/ohai")
            assert refused.status_code == 503
            assert refused.json() == {"Error": "The server cannot store anything just now."}
            assert (await server.http.get("/")).status_code == 200
            await barrier(connection)
