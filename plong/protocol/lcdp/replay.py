"""What was opened once is not opened again: encrypted messages carry no time and no number.

draft-pearson-lcdp-04 says nothing of it; docs/wire/lcdp.md does. What is forgotten, or was opened
before a restart, can come again: nothing that lasts may follow from an encrypted message alone.
"""

from collections import OrderedDict
from typing import Final

MAX_MARKS: Final = 65536
"""Remembered altogether; one is about 350 bytes."""
SHARES: Final = 16
"""One sender has this part of the room at most, so that it takes many to make us forget."""
MARK_TTL: Final = 6 * 3600.0
"""Seconds."""


class ReplayGuard:
    """Remembers the marks of opened messages: each for a time, and so many of them.

    Only what was opened is to be remembered, so that a stranger's noise takes no room.

    Args:
        room: how many are remembered.
        ttl: for how many seconds.
    """

    def __init__(self, room: int = MAX_MARKS, ttl: float = MARK_TTL) -> None:
        self._room = room
        self._share = max(1, room // SHARES)
        self._ttl = ttl
        self._seen: OrderedDict[bytes, tuple[bytes, float]] = OrderedDict()
        self._by_sender: dict[bytes, OrderedDict[bytes, None]] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def is_fresh(self, mark: bytes, sender: bytes, now: float) -> bool:
        """Tell whether a message is opened for the first time, and remember it.

        Args:
            mark: `Opened.mark`.
            sender: `Opened.sender`.
            now: seconds, of a clock that does not go back.
        """
        self.prune(now)
        if mark in self._seen:
            return False
        self._seen[mark] = sender, now
        self._by_sender.setdefault(sender, OrderedDict())[mark] = None
        self._make_room(sender)
        return True

    def prune(self, now: float) -> None:
        """Forget what is too old."""
        while self._seen and self._oldest_at() <= now - self._ttl:
            self._forget(next(iter(self._seen)))

    def _oldest_at(self) -> float:
        return next(iter(self._seen.values()))[1]

    def _make_room(self, sender: bytes) -> None:
        if len(self._by_sender[sender]) > self._share:
            self._forget(next(iter(self._by_sender[sender])))
        elif len(self._seen) > self._room:
            self._forget(next(iter(self._seen)))

    def _forget(self, mark: bytes) -> None:
        sender, _ = self._seen.pop(mark)
        marks = self._by_sender[sender]
        del marks[mark]
        if not marks:
            del self._by_sender[sender]
