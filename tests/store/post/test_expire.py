"""The contract of every post: what is old is taken a step further, to its being forgotten."""

import math

import pytest

from plong.protocol.errors import OutboxFull
from plong.protocol.ping.errors import Gone, NoSuchPing
from plong.protocol.ping.models import ReceiverState, SenderState
from plong.protocol.ping.states import ReceiverEvent, SenderEvent
from plong.store.post.base import Post
from plong.store.post.names import Ages, Arrival
from plong.store.post.room import Limits, Share
from tests.support.peers import MANY, NOW, id_of
from tests.support.post import (
    PLENTY,
    came,
    incoming_of,
    mask_of,
    outgoing_of,
    owner_of,
    pulled_of,
    sent,
)

AGES = Ages(outgoing=100, incoming=200, remembered=30)
SENT, CAME = sent("alice", "one"), came("alice", "one")
PULL, ACK = SenderEvent.PULL, SenderEvent.ACK


async def send(post: Post, *events: SenderEvent, kept_for: float = 0) -> None:
    await post.outbox.add(outgoing_of("alice", "one"), PLENTY, kept_for)
    for event in events:
        await post.outbox.move(SENT, event, NOW)


async def knock(post: Post, *events: ReceiverEvent, kept_for: float = 0) -> None:
    await post.inbox.add(incoming_of("alice", "one"), PLENTY)
    for event in events:
        pulled = pulled_of(kept_for=kept_for) if event is ReceiverEvent.PULL else None
        await post.inbox.move(CAME, event, NOW, pulled)


async def test_nothing_is_no_work(post: Post) -> None:
    assert await post.expire(NOW, AGES) == 0


@pytest.mark.parametrize("events", [(), (SenderEvent.RECEIPT,), (PULL,)])
async def test_what_nobody_acknowledges_expires(post: Post, events: list[SenderEvent]) -> None:
    await send(post, *events, kept_for=math.inf)
    assert await post.expire(NOW + 99.9, AGES) == 0
    assert await post.expire(NOW + 100, AGES) == 1
    row = await post.outbox.get(SENT)
    assert (row.state, row.content) == (SenderState.EXPIRED, "")
    assert await post.outbox.due(NOW + 1000, 10, [], 10) == []
    with pytest.raises(Gone):
        await post.outbox.move(SENT, PULL, NOW + 100)


async def test_what_has_ended_is_remembered_and_then_forgotten(post: Post) -> None:
    await send(post, PULL, ACK)
    assert await post.expire(NOW + 29.9, AGES) == 0
    with pytest.raises(Gone):
        await post.outbox.move(SENT, PULL, NOW)
    assert await post.expire(NOW + 30, AGES) == 1
    with pytest.raises(NoSuchPing):
        await post.outbox.get(SENT)


async def test_a_content_that_was_kept_goes_first(post: Post) -> None:
    await send(post, PULL, ACK, kept_for=50)
    assert await post.expire(NOW + 49.9, AGES) == 0
    assert (await post.outbox.get(SENT)).content
    assert await post.expire(NOW + 50, AGES) == 1
    assert (await post.outbox.get(SENT)).content == ""
    assert await post.expire(NOW + 79.9, AGES) == 0
    assert await post.expire(NOW + 80, AGES) == 1
    with pytest.raises(NoSuchPing):
        await post.outbox.get(SENT)


async def test_an_archive_stays(post: Post) -> None:
    await send(post, PULL, ACK, kept_for=math.inf)
    await knock(post, ReceiverEvent.PULL, ReceiverEvent.CONFIRMATION, kept_for=math.inf)
    assert await post.expire(NOW + 1e9, AGES) == 0
    assert (await post.outbox.get(SENT)).content
    assert (await post.inbox.get(CAME)).content


@pytest.mark.parametrize("events", [(), (ReceiverEvent.PULL,)])
async def test_a_knock_that_comes_to_no_end_expires(
    post: Post, events: list[ReceiverEvent]
) -> None:
    await knock(post, *events)
    assert await post.expire(NOW + 199.9, AGES) == 0
    assert await post.expire(NOW + 200, AGES) == 1
    row = await post.inbox.get(CAME)
    assert (row.state, row.content) == (ReceiverState.EXPIRED, None)
    assert await post.inbox.unacknowledged(NOW + 1000, 10, [], 10) == []
    assert (await post.inbox.page(owner_of("alice"), 0, 10)).rows == ()


async def test_a_knock_is_known_until_it_is_forgotten(post: Post) -> None:
    await knock(post, ReceiverEvent.IGNORE)
    assert await post.expire(NOW + 29.9, AGES) == 0
    assert await post.inbox.add(incoming_of("alice", "one"), PLENTY) is Arrival.KNOWN
    assert await post.expire(NOW + 30, AGES) == 1
    assert await post.inbox.add(incoming_of("alice", "one"), PLENTY) is Arrival.NEW


async def test_a_pulled_content_stays_as_long_as_was_wanted(post: Post) -> None:
    await knock(post, ReceiverEvent.PULL, kept_for=50)
    await post.expire(NOW + 200, AGES)
    row = await post.inbox.get(CAME)
    assert (row.state, row.content) == (ReceiverState.EXPIRED, "Rain.")
    await post.expire(NOW + 250, AGES)
    assert (await post.inbox.get(CAME)).content is None


async def test_what_is_dropped_makes_room_for_others(post: Post) -> None:
    row = outgoing_of("alice", "two", content="x" * 1000)
    limits = Limits(Share(9, 2000), Share(9, 2000))
    await post.outbox.add(row, limits, 50)
    for event in (PULL, ACK):
        await post.outbox.move(sent("alice", "two"), event, NOW)
    with pytest.raises(OutboxFull):
        await post.outbox.add(outgoing_of("bob", "six", content="x" * 1000), limits, 0)
    await post.expire(NOW + 50, AGES)
    await post.outbox.add(outgoing_of("bob", "six", content="x" * 1000), limits, 0)


async def test_many_are_done_in_the_end(post: Post) -> None:
    for number in range(150):
        await post.outbox.add(outgoing_of("alice", str(number)), PLENTY, 0)
        await post.inbox.add(incoming_of("bob", str(number)), PLENTY)
    assert await post.expire(NOW + 200, AGES) == 300
    assert await post.expire(NOW + 230, AGES) == 300
    nothing = Limits(Share(1, 1000), Share(1, 1000))
    await post.outbox.add(outgoing_of("alice", "new"), nothing, 0)
    await post.inbox.add(incoming_of("bob", "new"), nothing)


async def test_masks_stay_while_something_sent_from_them_may(post: Post) -> None:
    await post.doors.add_mask(mask_of("alice", "owl", expires_at=NOW), MANY)
    await post.doors.add_mask(mask_of("alice", "fox"), MANY)
    await post.doors.add_mask(mask_of("alice", "hen"), MANY)
    await post.doors.revoke_mask(owner_of("alice"), id_of("hen"), "https://x.y", NOW)
    assert await post.expire(NOW + 99.9, AGES) == 1
    assert await post.expire(NOW + 100, AGES) == 1
    assert [mask.mask_id for mask in await post.doors.masks(owner_of("alice"))] == [id_of("fox")]
