"""What is remembered of the store's answers."""

import asyncio

from plong.hub.post.cache import Cache
from tests.support.fakes import end_of_turn


class Source:
    """A store that counts who asks."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {"a": 1, "b": 2, "c": 3}
        self.asked: list[str] = []
        self.answers = asyncio.Event()
        self.answers.set()

    async def read(self, name: str) -> tuple[int, int]:
        """Every value takes as much room as it is large."""
        self.asked.append(name)
        value = self.values.get(name, 0)
        await self.answers.wait()
        return value, value


async def test_the_store_is_asked_once() -> None:
    source = Source()
    cache = Cache(source.read, room=10)
    assert [await cache.get("a"), await cache.get("a")] == [1, 1]
    assert source.asked == ["a"]


async def test_what_takes_no_room_is_not_remembered() -> None:
    source = Source()
    cache = Cache(source.read, room=10)
    assert [await cache.get("x"), await cache.get("x")] == [0, 0]
    assert source.asked == ["x", "x"]


async def test_what_was_asked_for_longest_ago_makes_room() -> None:
    source = Source()
    cache = Cache(source.read, room=4)
    for name in ("a", "b", "a", "c", "a", "b"):
        await cache.get(name)
    assert source.asked == ["a", "b", "c", "b"]


async def test_a_change_is_seen() -> None:
    source = Source()
    cache = Cache(source.read, room=10)
    await cache.get("a")
    source.values["a"] = 5
    cache.forget("a")
    assert await cache.get("a") == 5


async def test_what_was_read_before_a_change_is_not_kept() -> None:
    source = Source()
    cache = Cache(source.read, room=10)
    source.answers.clear()
    early = asyncio.create_task(cache.get("a"))
    await end_of_turn()
    assert source.asked == ["a"]
    source.values["a"] = 5
    cache.forget("a")
    source.answers.set()
    assert await early == 1
    assert await cache.get("a") == 5


async def test_two_who_ask_at_once_take_the_room_once() -> None:
    source = Source()
    cache = Cache(source.read, room=3)
    await asyncio.gather(cache.get("b"), cache.get("b"))
    await cache.get("a")
    source.asked.clear()
    await asyncio.gather(cache.get("a"), cache.get("b"))
    assert source.asked == []
