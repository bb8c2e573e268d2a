"""The contract of every inbox: knocks stored once, moved, limited."""

import asyncio
import math

import pytest

from plong.protocol.errors import InboxFull, NoSuchPeer
from plong.protocol.ping.errors import AlreadyAcknowledged, NoSuchPing
from plong.protocol.ping.models import Incoming, ReceiverState
from plong.protocol.ping.states import RECEIVER, IllegalMove, ReceiverEvent
from plong.store.post.base import Post
from plong.store.post.inbox import MOST_ORIGINS
from plong.store.post.names import Arrival, Pulled
from plong.store.post.room import Limits, Share, size_of_incoming
from tests.support.peers import NOW
from tests.support.post import ORIGIN, PLENTY, came, incoming_of, owner_of, pulled_of

KNOCK, PULL, CONFIRMATION, IGNORE, EXPIRY = ReceiverEvent
OTHER = "https://other.example.org"
KEY = came("alice", "one")


async def knock(post: Post, ping_id: str = "one", origin: str = ORIGIN) -> Arrival:
    """Knock at alice's."""
    return await post.inbox.add(incoming_of("alice", ping_id, origin=origin), PLENTY)


async def move(post: Post, event: ReceiverEvent, pulled: Pulled | None = None) -> Incoming:
    if event is PULL:
        pulled = pulled or pulled_of()
    return await post.inbox.move(KEY, event, NOW, pulled)


@pytest.mark.parametrize("owner", ["", "alice"])
async def test_a_knock_is_there(post: Post, owner: str) -> None:
    row = incoming_of(owner, "one")
    assert await post.inbox.add(row, PLENTY) is Arrival.NEW
    assert await post.inbox.get(came(owner, "one")) == row
    with pytest.raises(NoSuchPing):
        await post.inbox.get(came("bob", "one"))


async def test_nobody_has_no_inbox(post: Post) -> None:
    with pytest.raises(NoSuchPeer):
        await post.inbox.add(incoming_of("nobody", "one"), PLENTY)
    with pytest.raises(NoSuchPeer):
        await post.inbox.page(owner_of("nobody"), 0, 10)
    await post.inbox.ack_tried(came("nobody", "one"), NOW)


WAYS = {
    ReceiverState.PING_RECEIVED: [],
    ReceiverState.CONTENT_PULLED: [PULL],
    ReceiverState.ACKNOWLEDGED: [PULL, CONFIRMATION],
    ReceiverState.IGNORED: [IGNORE],
    ReceiverState.EXPIRED: [EXPIRY],
}


@pytest.mark.parametrize("state", ReceiverState)
async def test_the_same_knock_changes_nothing_whatever_came_of_it(
    post: Post, state: ReceiverState
) -> None:
    await knock(post)
    for event in WAYS[state]:
        await move(post, event)
    before = await post.inbox.get(KEY)
    full = Limits(Share(0, 0), Share(0, 0))
    again = incoming_of("alice", "one", received_at=NOW + 60)
    assert await post.inbox.add(again, full) is Arrival.KNOWN
    assert await post.inbox.get(KEY) == before
    assert before.state is state


async def test_of_many_same_knocks_at_once_one_is_stored(post: Post) -> None:
    arrivals = await asyncio.gather(*(knock(post) for _ in range(20)))
    assert sorted(arrivals, key=lambda arrival: arrival.value) == [
        Arrival.NEW,
        *[Arrival.KNOWN] * 19,
    ]


async def test_an_origin_cannot_speak_for_another(post: Post) -> None:
    assert await knock(post) is Arrival.NEW
    assert await knock(post, origin=OTHER) is Arrival.NEW
    assert [row.knock.origin for row in await post.inbox.named(owner_of("alice"), "one")] == [
        KEY.origin,
        OTHER,
    ]
    await move(post, PULL)
    other = await post.inbox.get(came("alice", "one", OTHER))
    assert other.state is ReceiverState.PING_RECEIVED


async def test_an_id_that_many_use_is_still_its_firsts(post: Post) -> None:
    for number in range(MOST_ORIGINS + 5):
        await knock(post, origin=f"https://{number}.example.org")
    rows = await post.inbox.named(owner_of("alice"), "one")
    expected = [f"https://{number}.example.org" for number in range(MOST_ORIGINS)]
    assert [row.knock.origin for row in rows] == expected
    assert await post.inbox.named(owner_of("bob"), "one") == []


@pytest.mark.parametrize("event", ReceiverEvent)
@pytest.mark.parametrize("state", ReceiverState)
async def test_every_move_is_that_of_the_table(
    post: Post, state: ReceiverState, event: ReceiverEvent
) -> None:
    await knock(post)
    for step in WAYS[state]:
        await move(post, step, pulled_of(kept_for=math.inf) if step is PULL else None)
    outcome = RECEIVER[state].get(event, IllegalMove)
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            await move(post, event)
        assert (await post.inbox.get(KEY)).state is state
    else:
        moved = await move(post, event)
        assert moved == await post.inbox.get(KEY)
        assert moved.state is outcome


async def test_content_comes_with_the_move(post: Post) -> None:
    await knock(post)
    moved = await move(post, PULL, pulled_of("Rain. ☔\0", kept_for=60))
    assert moved.content == "Rain. ☔\0"
    moved = await move(post, CONFIRMATION)
    assert moved.content == "Rain. ☔\0"
    with pytest.raises(AlreadyAcknowledged):
        await move(post, PULL)


async def test_content_goes_with_the_end_if_nobody_wants_it_kept(post: Post) -> None:
    await knock(post)
    await move(post, PULL, pulled_of(kept_for=0))
    assert (await move(post, CONFIRMATION)).content is None
    assert (await post.inbox.get(KEY)).content is None


async def test_of_two_pulls_at_once_the_first_is_stored(post: Post) -> None:
    await knock(post)
    pulling = (move(post, PULL, pulled_of(text)) for text in ("first", "second"))
    moves = await asyncio.gather(*pulling)
    assert [moved.content for moved in moves] == ["first", "first"]
    assert (await post.inbox.get(KEY)).content == "first"


async def test_a_pull_that_comes_after_the_owners_decision_stores_nothing(post: Post) -> None:
    await knock(post)
    await move(post, IGNORE)
    with pytest.raises(NoSuchPing):
        await move(post, PULL)
    assert (await post.inbox.get(KEY)).content is None


SIZE = size_of_incoming(incoming_of("alice", "one").knock)
BIG = Share(100, 10**6)
LIMITS = [
    Limits(Share(2, 10**6), BIG),
    Limits(Share(100, 2 * SIZE), BIG),
    Limits(BIG, Share(2, 10**6)),
    Limits(BIG, Share(100, 2 * SIZE)),
]


@pytest.mark.parametrize("limits", LIMITS)
async def test_a_full_inbox_takes_no_more(post: Post, limits: Limits) -> None:
    knocks = (post.inbox.add(incoming_of("alice", name), limits) for name in ("one", "two", "six"))
    arrivals = await asyncio.gather(*knocks, return_exceptions=True)
    assert arrivals[:2] == [Arrival.NEW, Arrival.NEW]
    assert isinstance(arrivals[2], InboxFull)
    assert await post.inbox.add(incoming_of("alice", "two"), limits) is Arrival.KNOWN
    with pytest.raises(NoSuchPing):
        await post.inbox.get(came("alice", "six"))


async def test_what_has_ended_makes_room_and_takes_bytes(post: Post) -> None:
    few, small = Limits(Share(1, 10**6), BIG), Limits(BIG, Share(100, 2 * SIZE - 1))
    await post.inbox.add(incoming_of("alice", "one"), few)
    await move(post, IGNORE)
    with pytest.raises(InboxFull):
        await post.inbox.add(incoming_of("alice", "two"), small)
    assert await post.inbox.add(incoming_of("alice", "two"), few) is Arrival.NEW


async def test_a_content_that_does_not_fit_is_not_pulled(post: Post) -> None:
    await knock(post)
    for limits in (Limits(Share(100, SIZE + 4), BIG), Limits(BIG, Share(100, SIZE + 4))):
        with pytest.raises(InboxFull):
            await move(post, PULL, pulled_of("Rain.", limits=limits))
    assert await post.inbox.get(KEY) == incoming_of("alice", "one")
    exact = Limits(Share(1, SIZE + 5), Share(1, SIZE + 5))
    assert (await move(post, PULL, pulled_of("Rain.", limits=exact))).content == "Rain."
