"""The contract of every post: what is a peer's goes with the peer, and no more than that."""

from collections.abc import Awaitable, Callable, Collection

import pytest

from plong.protocol.errors import NoSuchPeer
from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.settings import Settings
from plong.protocol.ping.states import ReceiverEvent, SenderEvent
from plong.store.base import Store
from plong.store.post.base import Post
from plong.store.post.names import Ages
from plong.store.post.room import Limits, Share
from tests.support.peers import MANY, NOW, ROOMY, id_of, peer_of
from tests.support.post import (
    PLENTY,
    block_of,
    came,
    incoming_of,
    mask_of,
    outgoing_of,
    owner_of,
    sent,
    token_of,
)

OWNERS = ("", "alice", "bob")
CLOSED = Settings(60.0, public=False)


@pytest.fixture(autouse=True)
async def belongings(post: Post) -> None:
    """Everybody has one of everything."""
    for owner in OWNERS:
        await post.outbox.add(outgoing_of(owner, "one"), PLENTY, 0)
        await post.inbox.add(incoming_of(owner, "one"), PLENTY)
        await post.doors.add_block(block_of(owner, "x"), MANY)
        await post.doors.add_mask(mask_of(owner, f"mask of {owner}"), MANY)
        await post.tokens.add(token_of(owner, f"token of {owner}"), MANY)
        await post.doors.change_settings(owner_of(owner), lambda _: CLOSED)


async def obai(_: Post, store: Store) -> None:
    await store.remove_peer(id_of("alice"))


async def end_outgoing(post: Post) -> None:
    for event in (SenderEvent.PULL, SenderEvent.ACK):
        await post.outbox.move(sent("alice", "one"), event, NOW)


async def end_incoming(post: Post) -> None:
    await post.inbox.move(came("alice", "one"), ReceiverEvent.IGNORE, NOW)


async def pruned(store: Store) -> Collection[str]:
    """Prune when everybody but bob was unused for long."""
    await store.touch([id_of("bob")], NOW + 10)
    return await store.prune(NOW + 10, NOW + 5)


async def prune(post: Post, store: Store) -> None:
    await end_outgoing(post)
    await end_incoming(post)
    assert await pruned(store) == [id_of("alice")]


Removal = Callable[[Post, Store], Awaitable[None]]


@pytest.mark.parametrize("remove", [obai, prune])
async def test_a_removed_peer_has_nothing(post: Post, store: Store, remove: Removal) -> None:
    await remove(post, store)
    for question in (
        post.outbox.get(sent("alice", "one")),
        post.inbox.get(came("alice", "one")),
        post.doors.blocks(owner_of("alice")),
        post.doors.settings(owner_of("alice")),
        post.doors.change_settings(owner_of("alice"), lambda _: CLOSED),
        post.tokens.of(owner_of("alice")),
        post.inbox.add(incoming_of("alice", "two"), PLENTY),
        post.outbox.add(outgoing_of("alice", "two"), PLENTY, 0),
    ):
        with pytest.raises(NoSuchPeer):
            await question
    assert await post.doors.mask(id_of("mask of alice")) is None
    assert await post.tokens.get(id_of("token of alice")) is None


@pytest.mark.parametrize("remove", [obai, prune])
async def test_who_comes_back_finds_nothing(post: Post, store: Store, remove: Removal) -> None:
    await remove(post, store)
    await store.add_peer(peer_of("alice"), ROOMY)
    for question in (post.outbox.get(sent("alice", "one")), post.inbox.get(came("alice", "one"))):
        with pytest.raises(NoSuchPing):
            await question
    assert await post.doors.blocks(owner_of("alice")) == []
    assert await post.doors.masks(owner_of("alice")) == []
    assert await post.tokens.of(owner_of("alice")) == []
    assert await post.doors.settings(owner_of("alice")) is None


@pytest.mark.parametrize("remove", [obai, prune])
async def test_others_keep_what_is_theirs(post: Post, store: Store, remove: Removal) -> None:
    await remove(post, store)
    for owner in ("", "bob"):
        assert await post.outbox.get(sent(owner, "one")) == outgoing_of(owner, "one")
        assert await post.inbox.get(came(owner, "one")) == incoming_of(owner, "one")
        assert await post.doors.blocks(owner_of(owner)) == [block_of(owner, "x")]
        assert len(await post.doors.masks(owner_of(owner))) == 1
        assert len(await post.tokens.of(owner_of(owner))) == 1
        assert await post.doors.settings(owner_of(owner)) == CLOSED


async def test_a_removed_peer_leaves_room(post: Post, store: Store) -> None:
    limits = Limits(Share(3, 10**6), Share(3, 10**6))
    await obai(post, store)
    await post.outbox.add(outgoing_of("bob", "two"), limits, 0)
    await post.inbox.add(incoming_of("bob", "two"), limits)
    assert await post.expire(NOW + 10, Ages(1, 1, 0)) == 2 * (2 + 1) * 2


async def test_who_has_something_is_pruned_only_if_unused(post: Post, store: Store) -> None:
    await end_outgoing(post)
    await end_incoming(post)
    await store.touch([id_of("alice"), id_of("bob")], NOW + 10)
    assert await store.prune(NOW + 10, NOW + 5) == []
    assert await post.doors.blocks(owner_of("alice")) == [block_of("alice", "x")]


async def test_a_peer_stays_while_a_ping_of_it_is_open(post: Post, store: Store) -> None:
    for end in (end_outgoing, end_incoming):
        assert await pruned(store) == []
        await end(post)
    assert await pruned(store) == [id_of("alice")]


@pytest.mark.parametrize("end", [end_outgoing, end_incoming])
async def test_one_open_ping_is_enough(
    post: Post, store: Store, end: Callable[[Post], Awaitable[None]]
) -> None:
    await end(post)
    assert await pruned(store) == []


async def test_an_unused_peer_ends_with_its_pings(post: Post, store: Store) -> None:
    await post.expire(NOW + 100, Ages(100, 100, 1000))
    assert await pruned(store) == [id_of("alice")]
