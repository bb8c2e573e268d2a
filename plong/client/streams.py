"""What is sent while it is made: bytes are kept until the other side has them."""

import asyncio
import hashlib
from collections import deque
from dataclasses import dataclass
from typing import Final

from plong.client.wire.chunk import HEAD
from plong.client.wire.failure import TransferFailure

PIECE: Final = 64 * 1024
"""Bytes of a stream that go into one message: any receiver's window has room for them."""
_MOST_KEPT: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class _Piece:
    offset: int
    data: bytes
    digest: str
    """The hash of all that stands before it."""


class StreamSource:
    """Pieces that were written and may be asked for again."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._pieces: deque[_Piece] = deque()
        self._written = 0
        self._forgotten = 0
        self._room = asyncio.Event()

    async def wait_for_room(self) -> None:
        """Return when less is kept than what may be on the way."""
        while self._written - self._forgotten >= _MOST_KEPT:
            self._room.clear()
            await self._room.wait()

    def append(self, data: bytes) -> None:
        """Add one piece of at most `PIECE` bytes."""
        self._pieces.append(_Piece(self._written, data, self._hash.hexdigest()))
        self._hash.update(data)
        self._written += len(data)

    async def resume(self, start: int) -> str:
        """Return the hash of what stands before; raise `TransferFailure`: ``lost``."""
        if start == self._written:
            return self._hash.hexdigest()
        return self._find(start).digest

    async def read(self, offset: int, length: int) -> bytearray:  # noqa: ARG002 - pieces are small
        """Return the piece at this offset, behind room for a head."""
        return bytearray(HEAD) + self._find(offset).data

    async def finish(self) -> str:
        """Return the hash of all."""
        return self._hash.hexdigest()

    def forget(self, until: int) -> None:
        """Drop what the other side has stored."""
        while self._pieces and self._pieces[0].offset + len(self._pieces[0].data) <= until:
            self._pieces.popleft()
            self._forgotten = self._pieces[0].offset if self._pieces else self._written
        self._room.set()

    def close(self) -> None:
        """Drop everything."""
        self._pieces.clear()
        self._forgotten = self._written
        self._room.set()

    def _find(self, offset: int) -> _Piece:
        # The first pieces are asked for first, except after a break.
        for piece in self._pieces:
            if piece.offset == offset:
                return piece
        raise TransferFailure("lost")
