"""The contract of all boxes: what is only kept gives way to what is new, the oldest first."""

import asyncio
import math

import pytest

from plong.protocol.errors import InboxFull, OutboxFull
from plong.protocol.ping.models import ReceiverState, SenderState
from plong.protocol.ping.states import ReceiverEvent, SenderEvent
from plong.store.post.base import Post
from plong.store.post.room import Limits, Share
from tests.support.peers import NOW
from tests.support.post import PLENTY, came, incoming_of, outgoing_of, pulled_of, sent

BIG = "x" * 5000
LIMITS = Limits(Share(9, 13_000), Share(99, 10**6))
"""Room for two of them, and for no third; and for many rows."""


async def send(post: Post, name: str, owner: str = "alice", limits: Limits = LIMITS) -> None:
    await post.outbox.add(outgoing_of(owner, name, content=BIG), limits, math.inf)


async def end_outgoing(post: Post, name: str, owner: str = "alice") -> None:
    for event in (SenderEvent.PULL, SenderEvent.ACK):
        await post.outbox.move(sent(owner, name), event, NOW)


async def pull(post: Post, name: str, owner: str = "alice") -> None:
    await post.inbox.add(incoming_of(owner, name), PLENTY)
    pulled = pulled_of(BIG, kept_for=math.inf, limits=LIMITS)
    await post.inbox.move(came(owner, name), ReceiverEvent.PULL, NOW, pulled)


async def end_incoming(post: Post, name: str, owner: str = "alice") -> None:
    await post.inbox.move(came(owner, name), ReceiverEvent.CONFIRMATION, NOW)


async def sent_contents(post: Post, *names: str) -> list[bool]:
    """Tell of which of alice's pings the content is there."""
    return [bool((await post.outbox.get(sent("alice", name))).content) for name in names]


async def pulled_contents(post: Post, *names: str) -> list[bool]:
    return [(await post.inbox.get(came("alice", name))).content == BIG for name in names]


async def test_what_is_sent_takes_the_place_of_the_oldest_that_is_kept(post: Post) -> None:
    for name in ("one", "two"):
        await send(post, name)
        await end_outgoing(post, name)
    assert await sent_contents(post, "one", "two") == [True, True]
    await send(post, "three")
    assert await sent_contents(post, "one", "two", "three") == [False, True, True]
    assert (await post.outbox.get(sent("alice", "one"))).state is SenderState.ACKNOWLEDGED


async def test_what_is_pulled_takes_it_likewise(post: Post) -> None:
    for name in ("one", "two"):
        await pull(post, name)
        await end_incoming(post, name)
    await pull(post, "three")
    assert await pulled_contents(post, "one", "two", "three") == [False, True, True]
    assert (await post.inbox.get(came("alice", "one"))).state is ReceiverState.ACKNOWLEDGED


async def test_a_knock_takes_it_likewise(post: Post) -> None:
    for name in ("one", "two"):
        await pull(post, name)
        await end_incoming(post, name)
    tight = Limits(Share(9, 11_000), Share(9, 10**6))
    await post.inbox.add(incoming_of("alice", "three"), tight)
    assert await pulled_contents(post, "one", "two") == [False, True]


async def test_of_many_knocks_at_once_each_counts_what_gave_way_before(post: Post) -> None:
    for name in ("one", "two"):
        await pull(post, name)
        await end_incoming(post, name)
    tight = Limits(Share(9, 11_000), Share(9, 10**6))
    rows = [incoming_of("alice", str(number)) for number in range(5)]
    await asyncio.gather(*(post.inbox.add(row, tight) for row in rows))
    assert await pulled_contents(post, "one", "two") == [False, True]


async def test_what_is_open_gives_way_to_nothing(post: Post) -> None:
    for name in ("one", "two"):
        await send(post, name)
        await pull(post, name)
    with pytest.raises(OutboxFull):
        await send(post, "three")
    with pytest.raises(InboxFull):
        await pull(post, "three")
    assert await sent_contents(post, "one", "two") == [True, True]
    assert await pulled_contents(post, "one", "two") == [True, True]


async def test_nothing_gives_way_in_vain(post: Post) -> None:
    await send(post, "one")
    await end_outgoing(post, "one")
    for limits in (Limits(Share(9, 5000), PLENTY.total), Limits(Share(0, 10**6), PLENTY.total)):
        with pytest.raises(OutboxFull):
            await send(post, "two", limits=limits)
    assert await sent_contents(post, "one") == [True]


async def test_nobody_gives_way_to_others(post: Post) -> None:
    await send(post, "one")
    await end_outgoing(post, "one")
    for owner in ("", "bob"):
        with pytest.raises(OutboxFull):
            await send(post, "one", owner, Limits(PLENTY.owner, Share(9, 8000)))
    assert await sent_contents(post, "one") == [True]
