"""The contract of every store: what is removed when nobody uses it any more."""

import pytest

from plong.protocol.errors import IdentityNotFound, NoSuchPeer
from plong.protocol.models import Counts
from plong.store.base import Room, Store
from tests.support.peers import NOW, ROOMY, add_peers, claim, digest_of, id_of, peer_of

LONG_AGO = NOW - 1000


async def prune(store: Store, *, unused_since: float, now: float = NOW) -> set[str]:
    """Prune; return the removed, each of which must be named once."""
    removed = await store.prune(now, unused_since)
    assert len(set(removed)) == len(removed)
    return set(removed)


async def test_an_empty_store_has_nothing_to_prune(store: Store) -> None:
    assert await prune(store, unused_since=NOW) == set()


async def test_peers_are_unused_from_their_ohai_on(store: Store) -> None:
    await store.add_peer(peer_of("old", NOW - 10), ROOMY)
    await store.add_peer(peer_of("border", NOW - 5), ROOMY)
    await store.add_peer(peer_of("young", NOW - 4.999), ROOMY)
    assert await prune(store, unused_since=NOW - 5) == {id_of("old"), id_of("border")}
    assert await store.peer(id_of("young")) == peer_of("young", NOW - 4.999)
    assert await store.counts(NOW) == Counts(1, 0)
    with pytest.raises(NoSuchPeer):
        await store.peer(id_of("border"))


async def test_a_touched_peer_is_in_use_until_then(store: Store) -> None:
    for name in ("alice", "bob", "carol"):
        await store.add_peer(peer_of(name, LONG_AGO), ROOMY)
    await store.touch([id_of("alice"), id_of("carol")], NOW)
    assert await prune(store, unused_since=NOW - 1) == {id_of("bob")}
    assert await prune(store, unused_since=NOW) == {id_of("alice"), id_of("carol")}


async def test_a_touch_changes_nothing_else(store: Store) -> None:
    await store.add_peer(peer_of("alice", LONG_AGO), ROOMY)
    await store.touch([id_of("alice")], NOW)
    assert await store.peer(id_of("alice")) == peer_of("alice", LONG_AGO)


@pytest.mark.parametrize("ids", [[], [id_of("nobody")], [id_of("nobody"), id_of("alice")]])
async def test_touching_nobody_is_no_mistake(store: Store, ids: list[str]) -> None:
    await add_peers(store, "alice")
    await store.touch(ids, NOW)
    assert await store.counts(NOW) == Counts(1, 0)


async def test_a_claim_is_a_use(store: Store) -> None:
    await store.add_peer(peer_of("alice", LONG_AGO), ROOMY)
    await claim(store, "alice", "otter")
    assert await prune(store, unused_since=NOW - 1) == set()


async def test_being_found_is_no_use(store: Store) -> None:
    await store.add_peer(peer_of("alice", LONG_AGO), ROOMY)
    await claim(store, "alice", "otter", now=LONG_AGO)
    await store.find(digest_of("otter"), NOW)
    assert await prune(store, unused_since=NOW - 1) == {id_of("alice")}


async def test_a_pruned_peer_takes_its_identities_along(store: Store) -> None:
    await store.add_peer(peer_of("alice", LONG_AGO), ROOMY)
    await add_peers(store, "bob")
    await claim(store, "alice", "otter", now=LONG_AGO)
    await claim(store, "bob", "heron", now=NOW + 1)
    assert await prune(store, unused_since=NOW) == {id_of("alice")}
    with pytest.raises(IdentityNotFound):
        await store.find(digest_of("otter"), NOW)
    assert await store.counts(NOW) == Counts(1, 1)


async def test_dead_identities_are_pruned_and_make_room(store: Store) -> None:
    await add_peers(store, "alice")
    await claim(store, "alice", "dead", expires_at=NOW)
    await claim(store, "alice", "alive", expires_at=NOW + 0.001)
    assert await prune(store, unused_since=LONG_AGO) == set()
    assert await store.find(digest_of("alive"), NOW) == peer_of("alice")
    with pytest.raises(IdentityNotFound):  # it would have lived at this time
        await store.find(digest_of("dead"), LONG_AGO)
    assert await store.counts(LONG_AGO) == Counts(1, 1)


async def test_pruned_peers_make_room_for_others(store: Store) -> None:
    await store.add_peer(peer_of("alice", LONG_AGO), Room(1))
    await prune(store, unused_since=NOW - 1)
    await store.add_peer(peer_of("bob"), Room(1))
    assert await store.counts(NOW) == Counts(1, 0)
