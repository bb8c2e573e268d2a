"""What came and waits to be read: bounded, for any number of readers."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, Self, TypeVar

from plong.client.wire.errors import PlongError

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """Items in the order in which they came; ``async for`` takes them out.

    What came before the end is read before it.
    """

    def __init__(self, capacity: int, weigh: Callable[[Item], int]) -> None:
        self._room = capacity
        self._weigh = weigh
        self._items: deque[Item] = deque()
        self._news = asyncio.Event()
        self._is_ended = False
        self._error: PlongError | None = None

    def put(self, item: Item) -> bool:
        """Add an item; return False, and leave it, if it is over the capacity."""
        weight = self._weigh(item)
        if weight > self._room:
            return False
        self._room -= weight
        self._items.append(item)
        self._news.set()
        return True

    def end(self, error: PlongError | None) -> None:
        """Let readers end behind the last item, with this error if there is one."""
        if not self._is_ended:
            self._is_ended, self._error = True, error
            self._news.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        while not self._items:
            if self._is_ended:
                raise self._error or StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        item = self._items.popleft()
        self._room += self._weigh(item)
        return item
