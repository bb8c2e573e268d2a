"""The room that picows lends for reads: how much one may bring, and how much memory it is."""

from typing import Final

from plong.endpoints.free_pages import give_back
from plong.hub.buffer_memory import Share

SMALL: Final = 4096
"""Bytes of room that are not worth a look."""
MOST_READ: Final = 16 * 1024
"""Bytes of one read: all frames in it are parsed, held or not."""
LITTLE_READ: Final = 512
"""Likewise, of who sends very many, or very small ones, as nobody does who means well.

The system is asked again, up to 32 times, as long as a read is full and its client not held.
"""
_LEAST: Final = 1792
"""Bytes of picows' buffer at first (2048, without what it leaves at the end); it only doubles."""


class ReadRoom:
    """picows keeps one buffer, as large as the largest frame that has come, until the end.

    How large that is it does not say, but the room that is free in it tells: it is larger than the
    buffer was only if that has doubled, as it does when it is almost full. So no read fills it to
    the last byte, which would leave as much room as there was at first.
    """

    __slots__ = ("_most", "_share", "_size", "_touched", "free")

    def __init__(self) -> None:
        self._most = MOST_READ
        self.free = SMALL
        """Bytes of room that may be lent as it is; for more, ask `lend`."""
        self._share: Share | None = None
        self._size = 0
        self._touched = 0

    def count_in(self, share: Share) -> None:
        """Say from now on how much memory it is."""
        self._share = share

    def limit(self, most: int) -> None:
        """Let one read bring so many bytes at most."""
        self._most = most
        self.free = min(SMALL, most)

    def lend(self, room: memoryview) -> memoryview:
        """Return as much of the room as one read may fill."""
        count = len(room)
        self._fit(count)
        most = self._most if count > self._most else count - 1
        if self._size - count + most > self._touched:
            self._count(self._size - count + most)
        return room[:most]

    def trim(self, room: memoryview) -> None:
        """Give back the memory of the room that is free now."""
        self._fit(len(room))  # the last read may have doubled it
        if self._touched and give_back(room):
            self._count(self._size - len(room))

    def _fit(self, count: int) -> None:
        if count > self._size:
            self._size = _size_with(count)

    def _count(self, touched: int) -> None:
        if self._share is not None:
            self._share.change(touched - self._touched)
            self._touched = touched


def _size_with(room: int) -> int:
    """Return the least size of a buffer that has so much room."""
    size = _LEAST
    while size < room:
        size *= 2
    return size
