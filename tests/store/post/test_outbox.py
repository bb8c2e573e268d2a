"""The contract of every outbox: sent, moved, limited."""

import asyncio
import math

import pytest

from plong.protocol.errors import NoSuchPeer, OutboxFull, Refusal
from plong.protocol.ping.errors import Gone, NoSuchPing, NotPulled
from plong.protocol.ping.models import NODE, Outgoing, SenderState
from plong.protocol.ping.states import SENDER, SenderEvent, advance_sender
from plong.store.post.base import Post
from plong.store.post.names import Ages
from plong.store.post.room import Limits, Share, size_of_outgoing
from tests.support.peers import MANY, NOW, id_of
from tests.support.post import PLENTY, mask_of, outgoing_of, sent

HOUR = 3600.0
RECEIPT, PULL, ACK, EXPIRY = SenderEvent


async def send(post: Post, owner: str = "alice", ping_id: str = "one", **more: float) -> None:
    row = outgoing_of(owner, ping_id)
    await post.outbox.add(row, PLENTY, more.get("kept_for", 0))


async def move(post: Post, *events: SenderEvent) -> SenderState:
    """Let events happen to alice's first ping; return its state after them."""
    moves = [await post.outbox.move(sent("alice", "one"), event, NOW) for event in events]
    return moves[-1].state


@pytest.mark.parametrize("owner", ["", "alice"])
async def test_what_was_sent_is_there(post: Post, owner: str) -> None:
    row = outgoing_of(owner, "one", content="Šaltibarščiai\0☃" * 1000)
    await post.outbox.add(row, PLENTY, 0)
    assert await post.outbox.get(sent(owner, "one")) == row
    assert (row.owner == NODE) == (owner == "")


async def test_a_token_stays_while_knocks_are_due(post: Post) -> None:
    row, key = outgoing_of("alice", "one", token="secret"), sent("alice", "one")
    await post.outbox.add(row, PLENTY, math.inf)
    await post.outbox.tried(key, NOW + 5, "/ping/user")
    (due,) = await post.outbox.due(NOW + 5, 9, [], 9)
    assert (due.token, due.endpoint) == ("secret", "/ping/user")
    await post.outbox.tried(key, None, "/ping/user")
    assert (await post.outbox.get(key)).token == "secret"


@pytest.mark.parametrize("event", [RECEIPT, PULL, EXPIRY])
async def test_a_token_is_dropped_once_no_knock_is_due(post: Post, event: SenderEvent) -> None:
    row, key = outgoing_of("alice", "one", token="secret"), sent("alice", "one")
    await post.outbox.add(row, PLENTY, math.inf)
    assert (await post.outbox.move(key, event, NOW)).token is None
    assert (await post.outbox.get(key)).token is None
    await post.outbox.tried(key, NOW, "/ping/user")  # a knock that was on its way meanwhile
    assert (await post.outbox.get(key)).token is None


@pytest.mark.parametrize("end", ["age", "mask"])
async def test_a_token_goes_when_its_ping_ends_by_itself(post: Post, end: str) -> None:
    row = outgoing_of("alice", "one", token="secret", origin="https://here/at/owl")
    await post.outbox.add(row, PLENTY, math.inf)
    if end == "age":
        await post.expire(NOW + HOUR, Ages(HOUR, HOUR, HOUR))
    else:
        await post.doors.add_mask(mask_of("alice", "owl"), MANY)
        await post.doors.revoke_mask(row.owner, id_of("owl"), row.origin, NOW)
    ended = await post.outbox.get(sent("alice", "one"))
    assert (ended.state, ended.token) == (SenderState.EXPIRED, None)


async def test_owners_have_outboxes_of_their_own(post: Post) -> None:
    for owner in ("", "alice"):
        await send(post, owner)
    await post.outbox.move(sent("", "one"), PULL, NOW)
    assert (await post.outbox.get(sent("alice", "one"))).state is SenderState.PING_EXISTS
    with pytest.raises(NoSuchPing):
        await post.outbox.get(sent("bob", "one"))
    with pytest.raises(NoSuchPing):
        await post.outbox.move(sent("bob", "one"), PULL, NOW)


async def test_nobody_has_no_outbox(post: Post) -> None:
    with pytest.raises(NoSuchPeer):
        await send(post, "nobody")
    with pytest.raises(NoSuchPeer):
        await post.outbox.get(sent("nobody", "one"))
    await post.outbox.tried(sent("nobody", "one"), NOW, "/ping")


async def test_all_the_way(post: Post) -> None:
    await send(post)
    key, row = sent("alice", "one"), outgoing_of("alice", "one")
    moves = [await post.outbox.move(key, event, NOW) for event in (RECEIPT, PULL, PULL, ACK, ACK)]
    states = [moved.state for moved in moves]
    assert states == [*SenderState][1:2] + [*SenderState][2:3] * 2 + [*SenderState][3:4] * 2
    assert [moved.content for moved in moves] == [row.content] * 3 + [""] * 2


@pytest.mark.parametrize("event", SenderEvent)
@pytest.mark.parametrize("state", SenderState)
async def test_every_move_is_that_of_the_table(
    post: Post, state: SenderState, event: SenderEvent
) -> None:
    ways = {
        SenderState.PING_EXISTS: [],
        SenderState.PING_RECEIVED: [RECEIPT],
        SenderState.CONTENT_PULLED: [PULL],
        SenderState.ACKNOWLEDGED: [PULL, ACK],
        SenderState.EXPIRED: [EXPIRY],
    }
    await send(post, kept_for=HOUR)
    for step in ways[state]:
        await move(post, step)
    key, outcome = sent("alice", "one"), SENDER[state][event]
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            await post.outbox.move(key, event, NOW)
        assert (await post.outbox.get(key)).state is state
    else:
        moved = await post.outbox.move(key, event, NOW)
        assert moved == await post.outbox.get(key)
        assert moved.state is outcome


async def test_an_acknowledgement_before_any_pull_loses_nothing(post: Post) -> None:
    await send(post)
    with pytest.raises(NotPulled):
        await move(post, ACK)
    assert await post.outbox.get(sent("alice", "one")) == outgoing_of("alice", "one")


@pytest.mark.parametrize(
    "events", [(PULL, ACK, ACK, PULL), (ACK, PULL, ACK, RECEIPT), (EXPIRY, PULL, ACK, PULL)]
)
async def test_events_at_once_meet_each_what_the_one_before_left(
    post: Post, events: tuple[SenderEvent, ...]
) -> None:
    await send(post)
    moving = (post.outbox.move(sent("alice", "one"), event, NOW) for event in events)
    outcomes = await asyncio.gather(*moving, return_exceptions=True)
    assert [_said(outcome) for outcome in outcomes] == _one_by_one(events)


def _said(outcome: object) -> str:
    return outcome.state if isinstance(outcome, Outgoing) else type(outcome).__name__


def _one_by_one(events: tuple[SenderEvent, ...]) -> list[str]:
    """Return the states that events lead to, or the names of refusals."""
    said, state = [], SenderState.PING_EXISTS
    for event in events:
        try:
            state = advance_sender(state, event)
            said.append(str(state))
        except Refusal as refusal:
            said.append(type(refusal).__name__)
    return said


@pytest.mark.parametrize("kept_for", [0, HOUR, math.inf])
async def test_what_was_acknowledged_is_kept_as_long_as_was_wanted(
    post: Post, kept_for: float
) -> None:
    await send(post, kept_for=kept_for)
    assert await move(post, PULL, ACK) is SenderState.ACKNOWLEDGED
    row = await post.outbox.get(sent("alice", "one"))
    assert row.content == (outgoing_of("alice", "one").content if kept_for else "")
    with pytest.raises(Gone):
        await move(post, PULL)


ROW = outgoing_of("alice", "one")
SIZE = size_of_outgoing(ROW) + len(ROW.content)
BIG = Share(100, 10**6)


async def test_a_token_takes_room(post: Post) -> None:
    limits = Limits(Share(100, SIZE), BIG)
    with pytest.raises(OutboxFull):
        await post.outbox.add(outgoing_of("alice", "one", token="x"), limits, 0)
    await post.outbox.add(ROW, limits, 0)


@pytest.mark.parametrize(
    "limits",
    [
        Limits(Share(2, 10**6), BIG),
        Limits(Share(100, 2 * SIZE), BIG),
        Limits(BIG, Share(2, 10**6)),
        Limits(BIG, Share(100, 2 * SIZE)),
    ],
)
async def test_a_full_outbox_takes_no_more(post: Post, limits: Limits) -> None:
    for ping_id in ("one", "two"):
        await post.outbox.add(outgoing_of("alice", ping_id), limits, 0)
    with pytest.raises(OutboxFull):
        await post.outbox.add(outgoing_of("alice", "six"), limits, 0)
    with pytest.raises(NoSuchPing):
        await post.outbox.get(sent("alice", "six"))


async def test_a_full_outbox_is_its_owners_only(post: Post) -> None:
    limits = Limits(Share(1, 10**6), Share(2, 10**6))
    await post.outbox.add(outgoing_of("alice", "one"), limits, 0)
    await post.outbox.add(outgoing_of("bob", "one"), limits, 0)
    with pytest.raises(OutboxFull):
        await post.outbox.add(outgoing_of("", "one"), limits, 0)


async def test_what_has_ended_makes_room(post: Post) -> None:
    limits = Limits(Share(1, 10**6), Share(1, 10**6))
    await post.outbox.add(outgoing_of("alice", "one"), limits, 0)
    await move(post, PULL, ACK)
    await post.outbox.add(outgoing_of("alice", "two"), limits, 0)


async def test_what_is_kept_takes_room(post: Post) -> None:
    limits = Limits(Share(100, 2 * SIZE), BIG)
    for ping_id in ("one", "two"):
        await post.outbox.add(outgoing_of("alice", ping_id), limits, math.inf)
    await move(post, PULL, ACK)
    with pytest.raises(OutboxFull):
        await post.outbox.add(outgoing_of("alice", "six"), limits, 0)
