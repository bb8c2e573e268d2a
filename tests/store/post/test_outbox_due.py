"""The contract of every outbox: when targets are knocked at, and whose turn it is."""

from collections.abc import Collection

import pytest

from plong.protocol.ping.states import SenderEvent
from plong.store.base import Store
from plong.store.post.base import Post
from plong.store.post.names import OutgoingKey
from tests.support.peers import NOW, id_of
from tests.support.post import PLENTY, outgoing_of, owner_of, sent

NAMES = {owner_of(name): name for name in ("", "alice", "bob")}


async def send(post: Post, owner: str, count: int, due_at: float | None = NOW) -> None:
    """Send pings 0, 1, …; each is due a second later than the one before."""
    for number in range(count):
        at = None if due_at is None else due_at + number
        await post.outbox.add(outgoing_of(owner, str(number), due_at=at), PLENTY, 0)


async def due(
    post: Post,
    limit: int = 100,
    *,
    now: float = NOW + 1000,
    busy: Collection[OutgoingKey] = (),
    per_owner: int = 100,
) -> list[str]:
    rows = await post.outbox.due(now, limit, busy, per_owner)
    return [NAMES[row.owner] + row.ping_id for row in rows]


async def test_nothing_is_due_where_nothing_was_sent(post: Post) -> None:
    assert await due(post) == []
    assert await post.outbox.next_due_at(NOW) is None


async def test_what_is_due_comes_whole(post: Post) -> None:
    await send(post, "alice", 1)
    (row,) = await post.outbox.due(NOW, 1, [], 1)
    assert row == outgoing_of("alice", "0")


async def test_what_waits_longest_comes_first(post: Post) -> None:
    for number, at in enumerate([NOW + 2, NOW, NOW + 3, NOW + 1]):
        await post.outbox.add(outgoing_of("alice", str(number), due_at=at), PLENTY, 0)
    assert await due(post) == ["alice1", "alice3", "alice0", "alice2"]


async def test_a_ping_is_due_exactly_when_it_was_said(post: Post) -> None:
    await send(post, "alice", 2, NOW)
    assert await due(post, now=NOW - 0.001) == []
    assert await due(post, now=NOW) == ["alice0"]
    assert await post.outbox.next_due_at(NOW - 0.001) == NOW
    assert await post.outbox.next_due_at(NOW) == NOW + 1
    assert await post.outbox.next_due_at(NOW + 1) is None


async def test_without_a_time_nothing_is_due(post: Post) -> None:
    await send(post, "alice", 1, None)
    assert await due(post) == []


async def test_owners_take_turns_within_an_answer(post: Post) -> None:
    await send(post, "alice", 50)
    await send(post, "bob", 2)
    await send(post, "", 1)
    answer = await due(post, 6)
    assert set(answer[:3]) == {"alice0", "bob0", "0"}
    assert set(answer[3:5]) == {"alice1", "bob1"}
    assert answer[5] == "alice2"


async def test_owners_take_turns_from_one_answer_to_the_next(post: Post) -> None:
    for owner in ("alice", "bob", ""):
        await send(post, owner, 10)
    served: list[str] = []
    busy: list[OutgoingKey] = []
    for _ in range(9):
        (row,) = await post.outbox.due(NOW + 1000, 1, busy, 100)
        busy.append(OutgoingKey(row.owner, row.ping_id))
        served.append(row.owner)
    rounds = [set(served[:3]), set(served[3:6]), set(served[6:])]
    assert rounds == [set(NAMES)] * 3


async def test_who_comes_later_is_not_kept_waiting_by_thousands(post: Post) -> None:
    await send(post, "alice", 300)
    await due(post, 10)
    await send(post, "bob", 1, NOW + 500)
    assert "bob0" in await due(post, 2)


async def test_what_is_being_delivered_is_not_due(post: Post) -> None:
    await send(post, "alice", 3)
    assert await due(post, busy=[sent("alice", "0"), sent("alice", "2")]) == ["alice1"]


@pytest.mark.parametrize(("busy", "left"), [(0, 3), (1, 2), (3, 0), (4, 0)])
async def test_one_owner_gets_so_many_at_once_and_no_more(post: Post, busy: int, left: int) -> None:
    await send(post, "alice", 10)
    await send(post, "bob", 1)
    under_way = [sent("alice", str(number)) for number in range(busy)]
    answer = await due(post, busy=under_way, per_owner=3)
    assert sorted(answer) == [f"alice{number}" for number in range(busy, busy + left)] + ["bob0"]


async def test_busy_owners_do_not_hide_others(post: Post) -> None:
    for owner in ("", "alice"):
        await send(post, owner, 5)
    await send(post, "bob", 1)
    for _ in range(3):
        busy = [sent("", "0"), sent("alice", "0")]
        assert await due(post, 1, busy=busy, per_owner=1) == ["bob0"]


async def test_a_try_in_vain_is_repeated_when_it_was_said(post: Post) -> None:
    await send(post, "alice", 1)
    await post.outbox.tried(sent("alice", "0"), NOW + 5, "/ping/public")
    assert await due(post, now=NOW + 4.9) == []
    assert await due(post, now=NOW + 5) == ["alice0"]
    row = await post.outbox.get(sent("alice", "0"))
    assert (row.tries, row.next_try_at, row.endpoint) == (1, NOW + 5, "/ping/public")


async def test_the_last_try_is_the_last(post: Post) -> None:
    await send(post, "alice", 1)
    await post.outbox.tried(sent("alice", "0"), None, "/ping")
    assert await due(post) == []
    assert (await post.outbox.get(sent("alice", "0"))).next_try_at is None


@pytest.mark.parametrize("event", [SenderEvent.RECEIPT, SenderEvent.PULL, SenderEvent.EXPIRY])
async def test_who_has_heard_is_not_knocked_at_again(post: Post, event: SenderEvent) -> None:
    await send(post, "alice", 1)
    moved = await post.outbox.move(sent("alice", "0"), event, NOW)
    assert moved.next_try_at is None
    assert await due(post) == []
    await post.outbox.tried(sent("alice", "0"), NOW + 5, "/ping")  # that of before the event
    assert await due(post) == []
    assert (await post.outbox.get(sent("alice", "0"))).next_try_at is None


async def test_what_was_a_removed_peers_is_not_due(post: Post, store: Store) -> None:
    await send(post, "alice", 3)
    await store.remove_peer(id_of("alice"))
    await post.outbox.tried(sent("alice", "0"), NOW + 5, "/ping")
    assert await due(post) == []
    assert await post.outbox.next_due_at(0) is None
