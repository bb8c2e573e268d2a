"""The contract of every store: passphrases that stand for peers."""

import pytest

from plong.protocol.errors import IdentityNotFound, PassphraseTaken, ServerFull
from plong.protocol.models import Claimed, Counts
from plong.store.base import Room, Store
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

DEATH = NOW + 60
JUST_BEFORE = DEATH - 0.001


@pytest.fixture(autouse=True)
async def peers(store: Store) -> None:
    """Everybody has said ohai."""
    await add_peers(store, "alice", "bob")


async def assert_found(store: Store, passphrase: str, name: str, now: float = NOW) -> None:
    assert await store.find(digest_of(passphrase), now) == peer_of(name)


async def assert_not_found(store: Store, passphrase: str, now: float = NOW) -> None:
    with pytest.raises(IdentityNotFound):
        await store.find(digest_of(passphrase), now)


async def test_a_claim_says_for_whom_and_how_long(store: Store) -> None:
    claimed = await store.claim(id_of("alice"), identity_of("otter", DEATH), NOW, ROOMY)
    assert claimed == Claimed(peer_of("alice"), DEATH)


async def test_an_identity_is_found_any_number_of_times(store: Store) -> None:
    await claim(store, "alice", "otter")
    for _ in range(5):
        await assert_found(store, "otter", "alice")


async def test_a_passphrase_nobody_claimed_is_not_found(store: Store) -> None:
    await claim(store, "alice", "otter")
    await assert_not_found(store, "heron")


@pytest.mark.parametrize("uses", [1, 2, 5])
async def test_uses_are_counted_down_to_the_last(store: Store, uses: int) -> None:
    await claim(store, "alice", "otter", uses=uses)
    for _ in range(uses):
        await assert_found(store, "otter", "alice")
    await assert_not_found(store, "otter")
    assert await store.counts(NOW) == Counts(2, 0)


async def test_an_identity_that_is_used_up_is_free_for_another(store: Store) -> None:
    await claim(store, "alice", "otter", uses=1)
    await assert_found(store, "otter", "alice")
    await claim(store, "bob", "otter")
    await assert_found(store, "otter", "bob")


async def test_a_search_that_fails_is_no_use(store: Store) -> None:
    await claim(store, "alice", "otter", uses=1, expires_at=DEATH)
    await assert_not_found(store, "otter", DEATH)
    await assert_found(store, "otter", "alice", JUST_BEFORE)


async def test_an_identity_dies_exactly_when_it_was_said(store: Store) -> None:
    await claim(store, "alice", "otter", expires_at=DEATH)
    await assert_found(store, "otter", "alice", JUST_BEFORE)
    assert await store.counts(JUST_BEFORE) == Counts(2, 1)
    await assert_not_found(store, "otter", DEATH)
    assert await store.counts(DEATH) == Counts(2, 0)


async def test_a_live_identity_of_another_peer_is_taken(store: Store) -> None:
    await claim(store, "alice", "otter", expires_at=DEATH)
    with pytest.raises(PassphraseTaken):
        await claim(store, "bob", "otter", now=JUST_BEFORE, expires_at=DEATH + 60)
    await assert_found(store, "otter", "alice", JUST_BEFORE)


async def test_a_dead_identity_may_be_taken_over(store: Store) -> None:
    await claim(store, "alice", "otter", expires_at=DEATH, uses=1)
    await claim(store, "bob", "otter", now=DEATH, expires_at=DEATH + 60)
    for _ in range(2):
        await assert_found(store, "otter", "bob", DEATH)
    assert await store.counts(DEATH) == Counts(2, 1)


async def test_an_identity_that_was_taken_over_stays_when_its_old_holder_goes(
    store: Store,
) -> None:
    await claim(store, "alice", "otter", expires_at=DEATH)
    await claim(store, "bob", "otter", now=DEATH, expires_at=DEATH + 60)
    await store.remove_peer(id_of("alice"))
    await assert_found(store, "otter", "bob", DEATH)


async def test_a_peer_renews_its_own_identity(store: Store) -> None:
    await claim(store, "alice", "otter", expires_at=DEATH, uses=1)
    await claim(store, "alice", "otter", now=NOW + 30, expires_at=DEATH + 30, uses=2)
    await assert_found(store, "otter", "alice", DEATH)
    await assert_found(store, "otter", "alice", DEATH)
    await assert_not_found(store, "otter", DEATH)


async def test_a_renewal_may_shorten_and_lift_the_count_of_uses(store: Store) -> None:
    await claim(store, "alice", "otter", expires_at=DEATH, uses=1)
    await claim(store, "alice", "otter", expires_at=NOW + 1)
    for _ in range(2):
        await assert_found(store, "otter", "alice", NOW)
    await assert_not_found(store, "otter", NOW + 1)


async def test_a_peer_may_hold_several_identities(store: Store) -> None:
    await claim(store, "alice", "otter")
    await claim(store, "alice", "heron")
    await assert_found(store, "otter", "alice")
    await assert_found(store, "heron", "alice")
    assert await store.counts(NOW) == Counts(2, 2)


async def test_a_full_store_takes_no_new_identity(store: Store) -> None:
    await store.claim(id_of("alice"), identity_of("otter"), NOW, Room(1))
    with pytest.raises(ServerFull):
        await store.claim(id_of("bob"), identity_of("heron"), NOW, Room(1))
    await assert_not_found(store, "heron")
    assert await store.counts(NOW) == Counts(2, 1)


async def test_a_full_store_still_renews_and_hands_over(store: Store) -> None:
    await store.claim(id_of("alice"), identity_of("otter", DEATH), NOW, Room(1))
    await store.claim(id_of("alice"), identity_of("otter", DEATH), NOW, Room(1))
    await store.claim(id_of("bob"), identity_of("otter", DEATH + 60), DEATH, Room(1))
    await assert_found(store, "otter", "bob", DEATH)


async def test_in_a_full_store_a_live_identity_is_taken_rather_than_full(store: Store) -> None:
    await store.claim(id_of("alice"), identity_of("otter"), NOW, Room(1))
    with pytest.raises(PassphraseTaken):
        await store.claim(id_of("bob"), identity_of("otter"), NOW, Room(1))


async def test_a_removed_peer_takes_its_identities_along_and_no_others(store: Store) -> None:
    for passphrase in ("otter", "heron"):
        await claim(store, "alice", passphrase)
    await claim(store, "bob", "newt")
    await store.remove_peer(id_of("alice"))
    await assert_not_found(store, "otter")
    await assert_not_found(store, "heron")
    await assert_found(store, "newt", "bob")
    assert await store.counts(NOW) == Counts(1, 1)
    await store.claim(id_of("bob"), identity_of("otter"), NOW, Room(2))
