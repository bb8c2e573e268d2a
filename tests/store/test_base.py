"""The contract of every store: peers, secrets, counts, many askers at once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from plong.protocol.errors import NoSuchPeer, PassphraseTaken, ServerFull
from plong.protocol.models import Counts, Peer
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


async def test_a_new_store_is_empty(store: Store) -> None:
    assert await store.counts(NOW) == Counts(0, 0)


async def test_a_peer_is_found_by_its_public_id(store: Store) -> None:
    await add_peers(store, "alice", "bob")
    assert await store.peer(id_of("alice")) == peer_of("alice")


async def test_a_peer_keeps_the_time_of_its_ohai_to_the_last_bit(store: Store) -> None:
    peer = peer_of("alice", created_at=1_700_000_000.123_456_7)
    await store.add_peer(peer, ROOMY)
    assert await store.peer(peer.public_id) == peer


NEEDS_A_PEER: list[Callable[[Store], Awaitable[object]]] = [
    lambda store: store.peer(id_of("nobody")),
    lambda store: store.peer(""),
    lambda store: store.peer("\0"),
    lambda store: store.peer("☃" * 43),
    lambda store: store.peer(id_of("alice").lower()),
    lambda store: store.remove_peer(id_of("nobody")),
    lambda store: store.claim(id_of("nobody"), identity_of("otter"), NOW, ROOMY),
    lambda store: store.claim(id_of("nobody"), identity_of("taken"), NOW, Room(1)),
]


@pytest.mark.parametrize("question", NEEDS_A_PEER)
async def test_a_peer_that_is_not_there_is_no_such_peer(
    store: Store, question: Callable[[Store], Awaitable[object]]
) -> None:
    await add_peers(store, "alice")
    await claim(store, "alice", "taken")
    with pytest.raises(NoSuchPeer):
        await question(store)
    assert await store.counts(NOW) == Counts(1, 1)


async def test_a_full_store_takes_no_peer(store: Store) -> None:
    for name in ("alice", "bob"):
        await store.add_peer(peer_of(name), Room(2))
    with pytest.raises(ServerFull):
        await store.add_peer(peer_of("carol"), Room(2))
    with pytest.raises(NoSuchPeer):
        await store.peer(id_of("carol"))
    assert await store.counts(NOW) == Counts(2, 0)


async def test_a_removed_peer_makes_room_for_another(store: Store) -> None:
    await store.add_peer(peer_of("alice"), Room(1))
    assert await store.remove_peer(id_of("alice")) == peer_of("alice")
    await store.add_peer(peer_of("bob"), Room(1))
    assert await store.counts(NOW) == Counts(1, 0)


async def test_a_removed_peer_is_gone(store: Store) -> None:
    await add_peers(store, "alice")
    await store.remove_peer(id_of("alice"))
    with pytest.raises(NoSuchPeer):
        await store.peer(id_of("alice"))
    with pytest.raises(NoSuchPeer):
        await store.remove_peer(id_of("alice"))


async def test_a_removed_peer_may_come_back(store: Store) -> None:
    await add_peers(store, "alice")
    await store.remove_peer(id_of("alice"))
    again = peer_of("alice", NOW + 1)
    await store.add_peer(again, ROOMY)
    assert await store.peer(id_of("alice")) == again


async def test_the_secret_of_a_name_is_the_first_that_was_offered(store: Store) -> None:
    assert await store.secret("passphrases", b"first") == b"first"
    assert await store.secret("passphrases", b"second") == b"first"
    assert await store.secret("cookies", b"second") == b"second"


async def test_a_store_may_be_closed_twice(store: Store) -> None:
    await store.close()
    await store.close()


async def test_many_askers_at_once_are_all_answered(store: Store) -> None:
    names = [f"peer {number}" for number in range(600)]
    await asyncio.gather(*(store.add_peer(peer_of(name), ROOMY) for name in names))
    found = await asyncio.gather(*(store.peer(id_of(name)) for name in names))
    assert found == [peer_of(name) for name in names]
    assert await store.counts(NOW) == Counts(600, 0)


async def test_many_at_once_do_not_pass_the_limit(store: Store) -> None:
    adding = (store.add_peer(peer_of(str(number)), Room(10)) for number in range(30))
    results = await asyncio.gather(*adding, return_exceptions=True)
    assert [result is None for result in results] == [True] * 10 + [False] * 20
    assert {type(result) for result in results[10:]} == {ServerFull}
    assert await store.counts(NOW) == Counts(10, 0)


async def test_of_many_who_claim_a_passphrase_at_once_one_gets_it(store: Store) -> None:
    names = [str(number) for number in range(20)]
    await add_peers(store, *names)
    claims = (store.claim(id_of(name), identity_of("otter"), NOW, ROOMY) for name in names)
    results = await asyncio.gather(*claims, return_exceptions=True)
    refusals = [result for result in results if isinstance(result, PassphraseTaken)]
    assert len(refusals) == 19
    holder = await store.find(digest_of("otter"), NOW)
    assert holder.public_id in map(id_of, names)


async def test_of_many_who_use_the_last_use_at_once_one_finds(store: Store) -> None:
    await add_peers(store, "alice")
    await claim(store, "alice", "otter", uses=1)
    finds = (store.find(digest_of("otter"), NOW) for _ in range(20))
    results = await asyncio.gather(*finds, return_exceptions=True)
    assert [result for result in results if isinstance(result, Peer)] == [peer_of("alice")]


async def test_of_many_who_remove_a_peer_at_once_one_does(store: Store) -> None:
    await add_peers(store, "alice", "bob")
    removals = (store.remove_peer(id_of("alice")) for _ in range(5))
    results = await asyncio.gather(*removals, return_exceptions=True)
    assert [result for result in results if isinstance(result, Peer)] == [peer_of("alice")]
    assert await store.counts(NOW) == Counts(1, 0)
