"""What is sent while it is made: bytes are kept until the other side has them."""

import asyncio
import hashlib
from bisect import bisect
from collections import deque
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from plong.client.wire.chunk import HEAD
from plong.client.wire.failure import TransferFailure

PIECE: Final = 64 * 1024
"""Bytes of a stream that are kept together, and go into one message at most."""
_MOST_KEPT: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class _Piece:
    offset: int
    data: bytearray
    hash: "hashlib._Hash"
    """That of all that stands before it."""

    @property
    def end(self) -> int:
        """Where the next piece begins."""
        return self.offset + len(self.data)

    def digest(self, until: int) -> str:
        """Return the hash of all that stands before a place in it."""
        digest = self.hash.copy()
        digest.update(self.data[: until - self.offset])
        return digest.hexdigest()


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
        """Add at most `PIECE` bytes; many small ones are kept as one piece, which is cheaper."""
        if not self._pieces or len(self._pieces[-1].data) + len(data) > PIECE:
            self._pieces.append(_Piece(self._written, bytearray(), self._hash.copy()))
        self._pieces[-1].data.extend(data)
        self._hash.update(data)
        self._written += len(data)

    async def resume(self, start: int) -> str:
        """Return the hash of what stands before; raise `TransferFailure`: ``lost``."""
        if start == self._written:
            return self._hash.hexdigest()
        return self._find(start).digest(start)

    async def read(self, offset: int, length: int) -> bytearray:
        """Return what is left of a piece from here, or its beginning, behind room for a head."""
        piece = self._find(offset)
        start = offset - piece.offset
        return bytearray(HEAD) + piece.data[start : start + length]

    async def finish(self) -> str:
        """Return the hash of all."""
        return self._hash.hexdigest()

    def forget(self, until: int) -> None:
        """Drop what the other side has stored."""
        while self._pieces and self._pieces[0].end <= until:
            self._pieces.popleft()
            self._forgotten = self._pieces[0].offset if self._pieces else self._written
        self._room.set()

    def close(self) -> None:
        """Drop everything."""
        self._pieces.clear()
        self._forgotten = self._written
        self._room.set()

    def _find(self, offset: int) -> _Piece:
        place = bisect(self._pieces, offset, key=attrgetter("offset")) - 1
        if place < 0 or offset >= self._pieces[place].end:
            raise TransferFailure("lost")
        return self._pieces[place]
