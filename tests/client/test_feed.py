"""Events for several listeners, one of which may sleep."""

import pytest

from plong.client.feed import Feed
from plong.client.wire.errors import PlongError


async def test_who_leaves_too_many_events_unread_meets_an_error_behind_them() -> None:
    feed: Feed[int] = Feed()
    sleeper, reader = feed.listen(), feed.listen()
    read = []
    for number in range(4098):
        feed.publish(number)
        read.append(await anext(reader))
    assert [await anext(sleeper) for _ in range(4096)] == list(range(4096))
    with pytest.raises(PlongError) as caught:
        await anext(sleeper)
    assert caught.value.code == "unread"
    assert read == list(range(4098))


async def test_an_ended_feed_gives_what_came_before_its_end() -> None:
    feed: Feed[int] = Feed()
    listener = feed.listen()
    feed.publish(1)
    feed.end()
    assert [event async for event in listener] == [1]
    assert [event async for event in feed.listen()] == []
