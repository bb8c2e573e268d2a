"""The contract of every store: what one address and one peer may have of all there is."""

import asyncio
from pathlib import Path

import pytest

from plong.protocol.errors import PassphraseTaken, ServerFull, TooMany, Unavailable
from plong.protocol.models import Counts
from plong.store.base import Identity, Room, Store
from plong.store.sqlite import SqliteStore
from tests.support.peers import MANY, NOW, ROOMY, add_peers, digest_of, id_of, peer_of
from tests.support.store_files import write_database

HERE, THERE = 2**63 - 1, -(2**63)
"""The places of two addresses."""
ONE_EACH = Room(MANY, per_place=1, per_peer=1)
DEATH = NOW + 60


async def come(store: Store, name: str, place: int | None = HERE, room: Room = ONE_EACH) -> None:
    await store.add_peer(peer_of(name), room, place)


async def claim(
    store: Store, name: str, passphrase: str, place: int | None = HERE, **more: float
) -> None:
    """Claim where each peer and each place may have one."""
    identity = Identity(digest_of(passphrase), more.get("expires_at", DEATH), None, place)
    await store.claim(id_of(name), identity, more.get("now", NOW), ONE_EACH)


async def test_a_place_has_as_many_peers_as_it_may(store: Store) -> None:
    await come(store, "alice")
    with pytest.raises(TooMany) as refused:
        await come(store, "bob")
    assert refused.value.retry_after == 60
    await come(store, "bob", THERE)
    assert await store.counts(NOW) == Counts(2, 0)


async def test_who_comes_from_nowhere_is_not_counted(store: Store) -> None:
    for name in ("alice", "bob", "carol"):
        await come(store, name, None)


async def test_a_peer_that_is_removed_makes_room(store: Store) -> None:
    await come(store, "alice")
    await store.remove_peer(id_of("alice"))
    await come(store, "bob")
    await store.prune(NOW + 1, NOW)
    await come(store, "carol")


async def test_a_full_server_takes_nobodys_share(store: Store) -> None:
    await add_peers(store, "alice")
    with pytest.raises(ServerFull):
        await come(store, "bob", room=Room(1, per_place=1))
    await come(store, "bob")


async def test_many_who_come_at_once_are_counted(store: Store) -> None:
    room = Room(MANY, per_place=10)
    coming = (come(store, str(number), HERE, room) for number in range(30))
    answers = await asyncio.gather(*coming, return_exceptions=True)
    assert sum(answer is None for answer in answers) == 10
    assert await store.counts(NOW) == Counts(10, 0)


async def test_a_peer_has_as_many_identities_as_it_may(store: Store) -> None:
    await add_peers(store, "alice")
    await claim(store, "alice", "otter", HERE)
    with pytest.raises(TooMany, match="peer"):
        await claim(store, "alice", "heron", THERE)


async def test_a_place_has_as_many_identities_as_it_may(store: Store) -> None:
    await add_peers(store, "alice", "bob", "carol")
    await claim(store, "alice", "otter", HERE)
    with pytest.raises(TooMany, match="address"):
        await claim(store, "bob", "heron", HERE)
    await claim(store, "bob", "heron", THERE)
    await claim(store, "carol", "newt", None)


async def test_an_identity_that_is_claimed_anew_is_none_more(store: Store) -> None:
    await add_peers(store, "alice", "bob")
    for place in (HERE, THERE, HERE):
        await claim(store, "alice", "otter", place)
    with pytest.raises(TooMany, match="address"):
        await claim(store, "bob", "heron", HERE)
    await claim(store, "bob", "heron", THERE)  # where alice has only claimed anew


async def test_that_it_is_taken_is_said_first(store: Store) -> None:
    await add_peers(store, "alice", "bob")
    await claim(store, "alice", "otter")
    with pytest.raises(PassphraseTaken):
        await claim(store, "bob", "otter")


async def test_the_dead_do_not_count(store: Store) -> None:
    await add_peers(store, "alice", "bob")
    await claim(store, "alice", "otter")
    await claim(store, "alice", "heron", now=DEATH, expires_at=DEATH + 60)
    with pytest.raises(TooMany):
        await claim(store, "bob", "otter", HERE, now=DEATH)
    await claim(store, "bob", "otter", THERE, now=DEATH)


async def test_a_used_up_identity_makes_room(store: Store) -> None:
    await add_peers(store, "alice")
    identity = Identity(digest_of("otter"), DEATH, 1, HERE)
    await store.claim(id_of("alice"), identity, NOW, ONE_EACH)
    await store.find(digest_of("otter"), NOW)
    await claim(store, "alice", "heron")


async def test_shares_outlive_a_restart(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await come(store, "alice")
    await store.add_peer(peer_of("old"), ROOMY)
    await claim(store, "alice", "otter")
    await store.close()
    await store.open()
    with pytest.raises(TooMany):
        await come(store, "bob")
    await come(store, "bob", THERE)
    with pytest.raises(TooMany):
        await claim(store, "bob", "heron", HERE)
    await store.close()


async def test_a_peer_that_could_not_be_stored_is_not_counted(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await store.close()
    forbid = "CREATE TRIGGER forbid BEFORE INSERT ON peers BEGIN SELECT raise(ABORT, 'full'); END"
    write_database(path, forbid)
    await store.open()
    for _ in range(2):
        with pytest.raises(Unavailable):
            await come(store, "alice")
    await store.close()
