"""What all clients together make the server hold, and who ends when that is too much."""

import asyncio
from typing import Final, Protocol

from plong.config import Config
from plong.protocol.shedding import Holding, whom_to_shed

_ENOUGH: Final = 7 / 8
"""Of what may be held: how much is left, so that the next byte is not too many again."""


class Holder(Protocol):
    """Whom bytes are held for: one connection."""

    def trim(self) -> None:
        """Give back what is only kept for reads to come."""

    def shed(self) -> None:
        """End the connection now: the server holds too much."""


class Nobody:
    """The holder of what is over: without it, each would wait for the collector."""

    def trim(self) -> None:
        """Give nothing back."""

    def shed(self) -> None:
        """End nothing."""


_NOBODY: Final[Holder] = Nobody()


class Share:
    """The bytes that are held for one connection; whoever made it owes it an `end`.

    It is told of what cannot be written, or used, at once; all else is gone before it would count.
    """

    __slots__ = ("_is_over", "_memory", "address", "holder", "size")

    def __init__(self, memory: "BufferMemory", address: str, holder: Holder) -> None:
        self._memory = memory
        self.address = address
        self.holder = holder
        self.size = 0
        """Bytes, as far as they are known."""
        self._is_over = False

    def change(self, count: int) -> None:
        """Take in that so many bytes more are held, or fewer."""
        if not self._is_over:
            self.size += count
            self._memory.change(count)

    def end(self) -> None:
        """Take in that nothing is held any more; again does no harm."""
        if not self._is_over:
            self._is_over = True
            self._memory.take_back(self)
            self.holder = _NOBODY


class BufferMemory:
    """Counts the bytes of all connections, and ends those who hold most if they are too many.

    Args:
        most: bytes that may be held.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        """Bytes just now."""
        self._shares: dict[Share, None] = {}
        self._relief: asyncio.Handle | None = None

    def reconfigure(self, most: int) -> None:
        """Hold so many at most from now on."""
        self.most = most
        self.change(0)

    def share(self, address: str, holder: Holder) -> Share:
        """Begin to count what one connection makes the server hold; ``address`` is its client's."""
        share = Share(self, address, holder)
        self._shares[share] = None
        return share

    def change(self, count: int) -> None:
        """Take in that so many bytes more are held, or fewer."""
        self.held += count
        if self.held > self.most and self._relief is None:
            # Not here: who is to end may be in the middle of something.
            self._relief = asyncio.get_running_loop().call_soon(self._relieve)

    def take_back(self, share: Share) -> None:
        """Forget what was held for a connection that is over."""
        self.held -= share.size
        share.size = 0
        del self._shares[share]

    def _relieve(self) -> None:
        self._relief = None  # who was held up by those who end goes on, and may be too much again
        if self.held <= self.most:
            return
        for share in [share for share in self._shares if share.size]:
            share.holder.trim()
        # Less would let one client have all of them looked at in each turn.
        excess = self.held - int(self.most * _ENOUGH)
        if excess > 0:
            self._shed(excess)

    def _shed(self, excess: int) -> None:
        shares = list(self._shares)
        holdings = [Holding(share.address, share.size) for share in shares]
        for place in whom_to_shed(holdings, excess):
            holder = shares[place].holder
            shares[place].end()  # before what it says at its end, which counts no more
            holder.shed()


def most_of(config: Config) -> int:
    """Return the bytes that may be held: at least what one connection needs at its worst."""
    return max(config.buffer_memory, 4 * config.max_message + config.buffer_bytes)
