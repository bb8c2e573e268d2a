"""The contract of all doors: blocks, and masks that let in once, for a while, or no more."""

import asyncio

import pytest

from plong.protocol.errors import InboxFull, NoSuchPeer, ServerFull
from plong.protocol.ping.models import BlockKind, Mask, SenderState
from plong.protocol.ping.states import SenderEvent
from plong.store.post.base import Post
from plong.store.post.names import Arrival
from plong.store.post.room import Limits, Share
from tests.support.peers import MANY, NOW, id_of
from tests.support.post import (
    PLENTY,
    block_of,
    came,
    incoming_of,
    mask_of,
    outgoing_of,
    owner_of,
    sent,
)

ALICE, OWL = owner_of("alice"), id_of("owl")
OWLS_ADDRESS = f"https://here.example.org/at/{OWL}"


async def test_blocks_are_their_owners(post: Post) -> None:
    blocks = [
        block_of("alice", "a.example.org"),
        block_of("alice", "b.example.org"),
        block_of("alice", "a.example.org", BlockKind.ORIGIN),
        block_of("", "a.example.org"),
    ]
    for block in reversed(blocks):
        await post.doors.add_block(block, MANY)
    assert await post.doors.blocks(ALICE) == blocks[:3]
    assert await post.doors.blocks("") == blocks[3:]
    assert await post.doors.blocks(owner_of("bob")) == []


async def test_a_block_is_added_and_removed_once(post: Post) -> None:
    block = block_of("alice", "a.example.org")
    for _ in range(2):
        await post.doors.add_block(block, 1)
    assert await post.doors.blocks(ALICE) == [block]
    removals = [await post.doors.remove_block(ALICE, block.kind, block.value) for _ in range(2)]
    assert removals == [True, False]
    assert await post.doors.blocks(ALICE) == []


async def test_blocks_are_limited(post: Post) -> None:
    await post.doors.add_block(block_of("alice", "a.example.org"), 1)
    with pytest.raises(ServerFull, match="remove one"):
        await post.doors.add_block(block_of("alice", "b.example.org"), 1)
    await post.doors.add_block(block_of("bob", "b.example.org"), 1)


async def test_nobody_has_no_doors(post: Post) -> None:
    with pytest.raises(NoSuchPeer):
        await post.doors.add_block(block_of("nobody", "x"), MANY)
    with pytest.raises(NoSuchPeer):
        await post.doors.add_mask(mask_of("nobody", "owl"), MANY)


async def wear(post: Post, name: str = "owl", **more: float) -> Mask:
    """Give alice a mask."""
    single_pull = bool(more.pop("single_pull", False))
    mask = mask_of("alice", name, single_pull=single_pull, **more)
    await post.doors.add_mask(mask, MANY)
    return mask


async def knock(
    post: Post, ping_id: str = "one", now: float = NOW, owner: str = "alice"
) -> Arrival:
    """Knock at the owl's door."""
    return await post.inbox.add(incoming_of(owner, ping_id, received_at=now), PLENTY, OWL)


async def test_masks_are_found_by_their_ids(post: Post) -> None:
    owl = await wear(post, expires_at=NOW + 60, single_pull=True)
    fox = await wear(post, "fox", created_at=NOW - 1)
    assert await post.doors.mask(OWL) == owl
    assert await post.doors.mask(id_of("hen")) is None
    assert await post.doors.masks(ALICE) == [fox, owl]
    assert await post.doors.masks(owner_of("bob")) == []


async def test_what_comes_to_a_mask_is_its_owners(post: Post) -> None:
    await wear(post)
    arrivals = [await knock(post, ping_id) for ping_id in ("one", "two", "one")]
    assert arrivals == [Arrival.NEW, Arrival.NEW, Arrival.KNOWN]
    assert await post.inbox.get(came("alice", "one")) == incoming_of("alice", "one")
    mask = await post.doors.mask(OWL)
    assert mask is not None
    assert mask.used


async def test_a_mask_lets_nobody_in_to_others(post: Post) -> None:
    await wear(post)
    assert await knock(post, owner="bob") is Arrival.CLOSED
    assert await post.inbox.named(owner_of("bob"), "one") == []


async def test_no_mask_is_a_closed_one(post: Post) -> None:
    assert await knock(post) is Arrival.CLOSED


async def test_a_mask_expires_exactly_when_it_was_said(post: Post) -> None:
    await wear(post, expires_at=NOW + 60)
    assert await knock(post, "one", NOW + 59.9) is Arrival.NEW
    assert await knock(post, "two", NOW + 60) is Arrival.CLOSED
    assert await knock(post, "one", NOW + 60) is Arrival.CLOSED


async def test_a_mask_for_one_takes_one_of_many_at_once(post: Post) -> None:
    await wear(post, single_pull=True)
    arrivals = await asyncio.gather(*(knock(post, str(number)) for number in range(10)))
    assert sorted(arrivals, key=lambda arrival: arrival.value) == [
        Arrival.NEW,
        *[Arrival.CLOSED] * 9,
    ]
    first = arrivals.index(Arrival.NEW)
    assert await knock(post, str(first)) is Arrival.KNOWN


async def test_a_mask_for_one_takes_what_its_owner_knows_like_anything_else(post: Post) -> None:
    await wear(post, single_pull=True)
    assert await post.inbox.add(incoming_of("alice", "one"), PLENTY) is Arrival.NEW
    assert await knock(post, "one") is Arrival.KNOWN
    assert await knock(post, "two") is Arrival.CLOSED
    assert await knock(post, "one") is Arrival.KNOWN


async def test_nobody_learns_by_a_known_ping_whose_a_closed_mask_is(post: Post) -> None:
    await wear(post, single_pull=True, expires_at=NOW + 60)
    assert await knock(post, "first") is Arrival.NEW
    assert await post.inbox.add(incoming_of("alice", "one"), PLENTY) is Arrival.NEW
    assert await knock(post, "one") is Arrival.CLOSED
    assert await knock(post, "one", NOW + 60) is Arrival.CLOSED


async def test_what_found_the_inbox_full_has_not_used_the_mask(post: Post) -> None:
    await wear(post, single_pull=True)
    full = Limits(Share(0, 0), Share(0, 0))
    with pytest.raises(InboxFull):
        await post.inbox.add(incoming_of("alice", "one"), full, OWL)
    assert await knock(post, "two") is Arrival.NEW


async def test_a_revoked_mask_takes_nothing(post: Post) -> None:
    await wear(post)
    await knock(post, "one")
    revoked = [await post.doors.revoke_mask(ALICE, OWL, OWLS_ADDRESS, NOW) for _ in range(2)]
    assert revoked == [True, False]
    assert await knock(post, "two") is Arrival.CLOSED
    (mask,) = await post.doors.masks(ALICE)
    assert mask.revoked
    assert (await post.inbox.get(came("alice", "one"))).owner == ALICE


async def test_a_mask_is_revoked_by_its_owner_only(post: Post) -> None:
    await wear(post)
    assert not await post.doors.revoke_mask(owner_of("bob"), OWL, OWLS_ADDRESS, NOW)
    assert not await post.doors.revoke_mask(ALICE, id_of("hen"), OWLS_ADDRESS, NOW)
    assert await knock(post) is Arrival.NEW


async def test_what_was_sent_from_a_revoked_mask_expires(post: Post) -> None:
    await wear(post)
    for ping_id, origin in (("one", OWLS_ADDRESS), ("two", OWLS_ADDRESS), ("six", "https://x.y")):
        await post.outbox.add(outgoing_of("alice", ping_id, origin=origin), PLENTY, 0)
    await post.outbox.add(outgoing_of("bob", "one", origin=OWLS_ADDRESS), PLENTY, 0)
    for event in (SenderEvent.PULL, SenderEvent.ACK):
        await post.outbox.move(sent("alice", "two"), event, NOW)
    await post.doors.revoke_mask(ALICE, OWL, OWLS_ADDRESS, NOW)
    keys = [sent("alice", ping_id) for ping_id in ("one", "two", "six")]
    rows = [await post.outbox.get(key) for key in [*keys, sent("bob", "one")]]
    exists, ended = SenderState.PING_EXISTS, SenderState.ACKNOWLEDGED
    assert [row.state for row in rows] == [SenderState.EXPIRED, ended, exists, exists]
    assert [row.ping_id for row in await post.outbox.due(NOW, 9, [], 9)] == ["six", "one"]


async def test_masks_are_limited_and_revoked_ones_make_room(post: Post) -> None:
    await post.doors.add_mask(mask_of("alice", "owl"), 1)
    with pytest.raises(ServerFull, match="revoke one"):
        await post.doors.add_mask(mask_of("alice", "fox"), 1)
    await post.doors.revoke_mask(ALICE, OWL, OWLS_ADDRESS, NOW)
    await post.doors.add_mask(mask_of("alice", "fox"), 1)
    assert [mask.mask_id for mask in await post.doors.masks(ALICE)] == [id_of("fox")]
