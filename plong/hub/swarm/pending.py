"""What a tenant wants to say to keys whose owners are still looked for. docs/wire/lcdp.md."""

from collections.abc import Collection
from typing import Final

from plong.protocol.lcdp.errors import NotSent
from plong.protocol.lcdp.models import Forward

PATIENCE: Final = 10.0
"""Seconds that a message waits: two or three questions, each of which takes a second."""
MAX_MESSAGES: Final = 32
MAX_BYTES: Final = 256 * 1024
"""Of one tenant's messages that wait."""


class PendingForwards:
    """Messages by the key they are for, in their order: bounded in number, bytes and time."""

    def __init__(self) -> None:
        self._messages: dict[bytes, list[tuple[Forward, float]]] = {}
        self._count = 0
        self._bytes = 0

    def __len__(self) -> int:
        return self._count

    @property
    def keys(self) -> Collection[bytes]:
        """Return whom they are for."""
        return list(self._messages)

    def add(self, key: bytes, forward: Forward, now: float) -> None:
        """Let a message wait.

        Args:
            key: whom it is for.
            forward: the message.
            now: seconds.

        Raises:
            NotSent: too much waits.
        """
        size = len(forward.messages.encode("utf-8", "replace"))
        if self._count >= MAX_MESSAGES or self._bytes + size > MAX_BYTES:
            raise NotSent("Too many messages wait for keys that are not found.")
        self._messages.setdefault(key, []).append((forward, now + PATIENCE))
        self._count += 1
        self._bytes += size

    def take(self, key: bytes) -> list[Forward]:
        """Take out all that is for a key."""
        return self._take_out(self._messages.pop(key, []))

    def take_overdue(self, now: float) -> list[Forward]:
        """Take out what has waited too long."""
        overdue: list[Forward] = []
        for key, queue in list(self._messages.items()):
            late = [entry for entry in queue if entry[1] <= now]
            self._messages[key] = queue[len(late) :]
            if not self._messages[key]:
                del self._messages[key]
            overdue += self._take_out(late)
        return overdue

    def _take_out(self, queue: list[tuple[Forward, float]]) -> list[Forward]:
        forwards = [forward for forward, _ in queue]
        self._count -= len(forwards)
        self._bytes -= sum(len(one.messages.encode("utf-8", "replace")) for one in forwards)
        return forwards
