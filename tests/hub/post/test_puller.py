"""Pulling: what is fetched, checked and stored before the sender is told."""

import asyncio

import pytest

from plong.protocol.errors import InboxFull
from plong.protocol.ping.errors import (
    AlreadyAcknowledged,
    Gone,
    HashMismatch,
    NoSuchPing,
    SenderFailed,
)
from plong.protocol.ping.models import Knock, Outgoing, ReceiverState, SenderState
from plong.store.post.names import key_of_outgoing
from tests.support.peers import id_of
from tests.support.town import SOURCE, Branch, Fate, Town

ALICE = id_of("alice")


class Pair:
    """Somebody at ``there`` has sent to alice; she has heard of it."""

    def __init__(self, town: Town, **settings: object) -> None:
        self.town = town
        self.here = Branch(town, "here.example", **settings)
        self.there = Branch(town, "there.example")

    async def sent(self, content: str = "Rain.", content_hash: str | None = None) -> Outgoing:
        row = await self.there.send("", self.here.address("alice"), content)
        knock = Knock(row.ping_id, row.origin, "ask", content_hash or row.content_hash)
        await self.here.office.incomings.knock(ALICE, knock, SOURCE)
        return row

    async def pull(self, ping_id: str, origin: str | None = None) -> str | None:
        return (await self.here.office.pull(ALICE, ping_id, origin)).content

    async def states(self, row: Outgoing) -> tuple[SenderState, ReceiverState]:
        sent = await self.there.post.outbox.get(key_of_outgoing(row))
        (came,) = await self.here.post.inbox.named(ALICE, row.ping_id)
        return sent.state, came.state


@pytest.fixture
async def pair(town: Town) -> Pair:
    pair = Pair(town)
    await pair.here.move_in("alice")
    return pair


async def test_a_pull_returns_when_the_sender_was_told(pair: Pair) -> None:
    row = await pair.sent()
    pair.here.open()
    assert await pair.pull(row.ping_id) == "Rain."
    assert await pair.states(row) == (SenderState.ACKNOWLEDGED, ReceiverState.ACKNOWLEDGED)
    with pytest.raises(AlreadyAcknowledged):
        await pair.pull(row.ping_id)


async def test_content_whose_ack_failed_is_the_owners_and_not_fetched_again(pair: Pair) -> None:
    row = await pair.sent()
    pair.here.open()
    pair.town.statuses[f"{row.origin}/outbox/{row.ping_id}/ack"] = 500
    for _ in range(2):
        assert await pair.pull(row.ping_id) == "Rain."
    assert [method for method, _, _ in pair.town.asked] == ["GET", "POST"]
    assert await pair.states(row) == (SenderState.CONTENT_PULLED, ReceiverState.CONTENT_PULLED)


async def test_other_content_than_announced_is_neither_stored_nor_acknowledged(pair: Pair) -> None:
    row = await pair.sent(content_hash="0" * 64)
    with pytest.raises(HashMismatch):
        await pair.pull(row.ping_id)
    assert await pair.states(row) == (SenderState.CONTENT_PULLED, ReceiverState.PING_RECEIVED)
    assert len(pair.town.asked) == 1


@pytest.mark.parametrize("status", [200, 204, 302, 404, 410, 500])
async def test_a_sender_that_serves_nothing_right_has_failed(pair: Pair, status: int) -> None:
    row = await pair.sent()
    pair.town.statuses[f"{row.origin}/outbox/{row.ping_id}"] = status
    with pytest.raises(SenderFailed):
        await pair.pull(row.ping_id)


async def test_a_sender_that_cannot_be_reached_may_be_asked_again(pair: Pair) -> None:
    row = await pair.sent()
    pair.here.open()
    pair.town.fates.extend([Fate.LOST, Fate.UNANSWERED])
    for _ in range(2):
        with pytest.raises(SenderFailed):
            await pair.pull(row.ping_id)
    assert await pair.pull(row.ping_id) == "Rain."


@pytest.mark.parametrize(
    ("fate", "sender"), [(Fate.LOST, "CONTENT_PULLED"), (Fate.UNANSWERED, "ACKNOWLEDGED")]
)
async def test_an_ack_without_an_answer_is_not_confirmed(
    pair: Pair, fate: Fate, sender: str
) -> None:
    row = await pair.sent()
    pair.here.open()
    pair.town.fates.extend([None, fate])
    await pair.pull(row.ping_id)
    assert await pair.states(row) == (SenderState(sender), ReceiverState.CONTENT_PULLED)


async def test_two_pulls_at_once_return_one_content(pair: Pair) -> None:
    row = await pair.sent()
    pair.here.open()
    pair.town.statuses[f"{row.origin}/outbox/{row.ping_id}/ack"] = 500
    assert await asyncio.gather(*(pair.pull(row.ping_id) for _ in range(2))) == ["Rain."] * 2


async def test_what_is_unknown_or_over_is_not_pulled(pair: Pair) -> None:
    row = await pair.sent()
    with pytest.raises(NoSuchPing):
        await pair.pull("unknown")
    with pytest.raises(NoSuchPing):
        await pair.pull(row.ping_id, "https://other.example")
    pair.town.clock.time += pair.here.config.ping_max_age
    await pair.here.office.janitor.sweep()
    with pytest.raises(Gone):
        await pair.pull(row.ping_id)


async def test_of_those_who_share_an_id_the_first_that_waits_is_pulled(pair: Pair) -> None:
    row = await pair.sent()
    other = "https://other.example"
    await pair.here.office.incomings.knock(ALICE, Knock(row.ping_id, other), SOURCE)
    pair.here.open()
    with pytest.raises(SenderFailed):
        await pair.pull(row.ping_id, other)
    assert await pair.pull(row.ping_id, row.origin) == "Rain."
    with pytest.raises(SenderFailed, match="https://other"):
        await pair.pull(row.ping_id)


async def test_content_for_which_there_is_no_room_stays_with_its_sender(town: Town) -> None:
    pair = Pair(town, ping_box_bytes=65536)
    await pair.here.move_in("alice")
    row = await pair.sent("x" * 65536)
    with pytest.raises(InboxFull):
        await pair.pull(row.ping_id)
    assert await pair.states(row) == (SenderState.CONTENT_PULLED, ReceiverState.PING_RECEIVED)
