"""Received files: unfinished ones beside where they will be."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from plong.client.wire.failure import TransferFailure
from plong.client.wire.names import numbered
from plong.unfinished import give_name, open_alone

_BLOCK: Final = 1 << 20

Result = TypeVar("Result")


class PartFile:
    """``.NAME.SIZE.plong-part`` until it is whole, then ``NAME``; all work is done in threads.

    What was interrupted stays, and is offered to the next sender of the same name and size.
    """

    def __init__(self, directory: Path, name: str, size: int) -> None:
        self._directory = directory
        self._name = name
        self._size = size
        self._hash = hashlib.sha256()
        self._finishing: asyncio.Future[Path] | None = None

    async def open(self) -> int:
        """Return how many bytes are there from before. Raise `TransferFailure`."""
        return await asyncio.to_thread(_guarded, self._open)

    async def store(self, pieces: Sequence[memoryview]) -> None:
        """Append; they are written when this returns. Raise `TransferFailure`."""
        await asyncio.to_thread(_guarded, self._store, pieces)

    async def restart(self) -> None:
        """Throw away what is there. Raise `TransferFailure`."""
        await asyncio.to_thread(_guarded, self._restart)

    def sha256(self) -> str:
        """Return the hash of what is stored."""
        return self._hash.hexdigest()

    async def finish(self) -> Path:
        """Give the file its name, or the next that is free; return it. Raise `TransferFailure`."""
        self._finishing = asyncio.ensure_future(asyncio.to_thread(_guarded, self._finish))
        return await asyncio.shield(self._finishing)

    async def keep(self) -> None:
        """Leave what is stored for another try, if it is anything and not whole."""
        await self._settle()
        if not self._file.closed and os.fstat(self._file.fileno()).st_size == 0:
            self._part.unlink(missing_ok=True)
        self._file.close()

    async def discard(self) -> None:
        """Remove what is stored."""
        self._part.unlink(missing_ok=True)
        self._file.close()

    async def _settle(self) -> None:
        """Let a thread end that gives the file its name, though nobody waits for that any more."""
        if self._finishing is not None:
            await asyncio.wait([self._finishing])

    def _open(self) -> int:
        self._part, self._file = next(self._free_parts())
        length = os.fstat(self._file.fileno()).st_size
        if length > self._size:
            self._restart()
            return 0
        for _ in range(0, length, _BLOCK):
            self._hash.update(self._file.read(_BLOCK))
        return length

    def _free_parts(self) -> Iterator[tuple[Path, BinaryIO]]:
        """Yield the parts of this name that no other transfer writes to."""
        for number in count(1):
            name = f".{numbered(self._name, number)}.{self._size}.plong-part"
            part = self._directory / name
            file = open_alone(part)
            if file is not None:
                yield part, file

    def _store(self, pieces: Sequence[memoryview]) -> None:
        for piece in pieces:
            left = piece
            while left:
                left = left[self._file.write(left) :]
            self._hash.update(piece)

    def _restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._hash = hashlib.sha256()

    def _finish(self) -> Path:
        names = (self._directory / numbered(self._name, number) for number in count(1))
        target = give_name(self._part, names)
        self._file.close()
        return target


def _guarded(work: Callable[..., Result], *arguments: object) -> Result:
    try:
        return work(*arguments)
    except OSError:
        raise TransferFailure("no-space") from None
