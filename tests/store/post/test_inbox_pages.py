"""The contract of every inbox: its pages, and what its senders have yet to be told."""

import pytest

from plong.protocol.ping.models import ReceiverState
from plong.protocol.ping.states import ReceiverEvent
from plong.store.post.base import Post
from plong.store.post.names import IncomingKey, Owed, Page
from tests.support.peers import NOW
from tests.support.post import PLENTY, came, incoming_of, owner_of, pulled_of

ALICE = owner_of("alice")


async def knock(post: Post, *ping_ids: object, owner: str = "alice") -> None:
    for ping_id in ping_ids:
        await post.inbox.add(incoming_of(owner, str(ping_id)), PLENTY)


async def pull(post: Post, ping_id: object, *, owner: str = "alice", ack_at: float = NOW) -> None:
    pulled = pulled_of(ack_at=ack_at)
    await post.inbox.move(came(owner, str(ping_id)), ReceiverEvent.PULL, NOW, pulled)


async def end(post: Post, ping_id: object, event: ReceiverEvent = ReceiverEvent.IGNORE) -> None:
    await post.inbox.move(came("alice", str(ping_id)), event, NOW)


async def turn(post: Post, after: int = 0, limit: int = 2) -> tuple[list[int], Page]:
    """Return the ids on alice's page, and the page."""
    page = await post.inbox.page(ALICE, after, limit)
    return [int(row.knock.ping_id) for row in page.rows], page


async def test_an_empty_inbox_has_one_empty_page(post: Post) -> None:
    assert await post.inbox.page(ALICE, 0, 10) == Page((), 0, is_last=True)


async def test_pages_go_on_where_the_last_one_ended(post: Post) -> None:
    await knock(post, *range(5))
    await knock(post, 100, owner="bob")
    ids, page = await turn(post)
    assert (ids, page.is_last) == ([0, 1], False)
    ids, page = await turn(post, page.cursor)
    assert (ids, page.is_last) == ([2, 3], False)
    ids, page = await turn(post, page.cursor)
    assert (ids, page.is_last) == ([4], True)
    assert await post.inbox.page(ALICE, page.cursor, 2) == Page((), page.cursor, is_last=True)


async def test_a_page_that_is_just_full_may_be_the_last(post: Post) -> None:
    await knock(post, 0, 1)
    assert (await turn(post))[1].is_last


async def test_rows_may_come_and_go_between_pages(post: Post) -> None:
    await knock(post, *range(6))
    _, page = await turn(post)
    await end(post, 0)
    await end(post, 2)
    await knock(post, 6)
    ids, page = await turn(post, page.cursor)
    assert ids == [3, 4]
    ids, page = await turn(post, page.cursor, 10)
    assert ids == [5, 6]
    await knock(post, 7)
    assert (await turn(post, page.cursor))[0] == [7]


async def test_what_has_ended_is_on_no_page(post: Post) -> None:
    await knock(post, *range(4))
    await end(post, 0)
    await pull(post, 1)
    await pull(post, 2)
    await end(post, 2, ReceiverEvent.CONFIRMATION)
    await end(post, 3, ReceiverEvent.EXPIRY)
    ids, page = await turn(post)
    assert (ids, page.is_last) == ([1], True)


async def test_a_page_is_light(post: Post) -> None:
    await knock(post, 0)
    await pull(post, 0)
    (row,) = (await turn(post))[1].rows
    assert (row.content, row.state) == (None, ReceiverState.CONTENT_PULLED)


async def owed(post: Post, now: float = NOW, *busy: IncomingKey) -> list[Owed]:
    return list(await post.inbox.unacknowledged(now, 100, busy, 100))


async def test_a_pull_is_owed_to_the_sender(post: Post) -> None:
    await knock(post, 0, 1)
    await pull(post, 1, ack_at=NOW + 10)
    assert await post.inbox.next_owed_at(NOW) == NOW + 10
    assert await owed(post, NOW + 9.9) == []
    assert await owed(post, NOW + 10) == [Owed(came("alice", "1"), 0)]
    assert await owed(post, NOW + 10, came("alice", "1")) == []


async def test_it_is_owed_until_it_is_confirmed(post: Post) -> None:
    await knock(post, 0)
    await pull(post, 0)
    await post.inbox.ack_tried(came("alice", "0"), NOW + 5)
    assert await owed(post, NOW) == []
    assert await owed(post, NOW + 5) == [Owed(came("alice", "0"), 1)]
    await end(post, 0, ReceiverEvent.CONFIRMATION)
    assert await owed(post, NOW + 5) == []
    await post.inbox.ack_tried(came("alice", "0"), NOW + 5)
    assert await owed(post, NOW + 5) == []
    assert await post.inbox.next_owed_at(0) is None


async def test_the_last_try_is_the_last(post: Post) -> None:
    await knock(post, 0)
    await pull(post, 0)
    await post.inbox.ack_tried(came("alice", "0"), None)
    assert await owed(post, NOW + 1000) == []
    assert (await post.inbox.get(came("alice", "0"))).state is ReceiverState.CONTENT_PULLED


async def test_before_the_pull_nothing_is_owed(post: Post) -> None:
    await knock(post, 0)
    await post.inbox.ack_tried(came("alice", "0"), NOW)
    assert await owed(post, NOW + 1000) == []


@pytest.mark.parametrize("per_owner", [1, 3])
async def test_owners_take_turns(post: Post, per_owner: int) -> None:
    for owner in ("alice", "bob"):
        await knock(post, *range(5), owner=owner)
        for number in range(5):
            await pull(post, number, owner=owner)
    answer = await post.inbox.unacknowledged(NOW, 6, [], per_owner)
    owners = [each.key.owner for each in answer]
    assert len(answer) == 2 * per_owner
    assert all(set(owners[at : at + 2]) == {ALICE, owner_of("bob")} for at in range(0, 2, 2))
