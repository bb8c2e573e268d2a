"""What the store is asked often, held in memory: bounded, and never older than a change."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Forgets first what was asked for longest ago.

    Args:
        read: asks the store; with the value it returns how much room that takes, 0 if it is not
            worth remembering.
        room: how much there is.
    """

    def __init__(self, read: Callable[[str], Awaitable[tuple[Value, int]]], room: int) -> None:
        self._read = read
        self._room = room
        self._held: OrderedDict[str, tuple[Value, int]] = OrderedDict()
        self._changes = 0

    async def get(self, name: str) -> Value:
        """Return what is remembered, or what the store says."""
        if name in self._held:
            self._held.move_to_end(name)
            return self._held[name][0]
        changes = self._changes
        value, weight = await self._read(name)
        if weight and changes == self._changes:  # else it may have been read before the change
            self._keep(name, value, weight)
        return value

    def forget(self, name: str) -> None:
        """Ask the store the next time: what it says of this has changed."""
        self._changes += 1
        held = self._held.pop(name, None)
        self._room += held[1] if held else 0

    def _keep(self, name: str, value: Value, weight: int) -> None:
        if name in self._held:  # somebody else asked at the same time
            return
        self._held[name] = (value, weight)
        self._room -= weight
        while self._room < 0:
            self._room += self._held.popitem(last=False)[1][1]
