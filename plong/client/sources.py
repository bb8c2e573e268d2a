"""What is sent: a file that is read once, hashed on the way."""

import asyncio
import hashlib
from collections import deque
from io import FileIO
from pathlib import Path
from typing import Final, Protocol, Self

from plong.client.wire.chunk import HEAD
from plong.client.wire.failure import TransferFailure

_BLOCK: Final = 1 << 20
_BATCH: Final = 4
"""Messages that a thread reads in one go: to call it for each costs more than to hash one."""
_KEPT: Final = 16 << 20
"""Bytes of freed memory that the process may keep."""


class Source(Protocol):
    """Bytes in their order, and the hash of those that were read."""

    async def resume(self, start: int) -> str:
        """Go on behind the first ``start`` bytes; return their hash. Raise `TransferFailure`."""

    async def read(self, offset: int, length: int) -> bytearray:
        """Return a message: room for its head, then up to ``length`` bytes, at least one."""

    async def finish(self) -> str:
        """Return the hash of the whole. Raise `TransferFailure`."""

    def forget(self, until: int) -> None:
        """Learn that bytes before this offset are not asked for again."""

    def close(self) -> None:
        """Give it up."""


class FileSource:
    """A file, read and hashed in a thread."""

    def __init__(self, file: FileIO, size: int) -> None:
        self._file = file
        self._size = size
        self._hash = hashlib.sha256()
        self._ready: deque[bytearray] = deque()
        self._ahead: asyncio.Future[list[bytearray]] | None = None
        """The next messages, which are read while the last are being sent."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file. Raise `OSError`."""
        _keep_freed_memory()
        return cls(path.open("rb", buffering=0), path.stat().st_size)

    @property
    def size(self) -> int:
        """Bytes that are announced."""
        return self._size

    async def resume(self, start: int) -> str:
        """Hash the first bytes, and go on behind them."""
        await self._drop_ahead()
        return await asyncio.to_thread(self._resume, start)

    async def read(self, offset: int, length: int) -> bytearray:
        """Return the next bytes behind room for a head."""
        if not self._ready:
            batch = await (self._ahead or self._begin_reading(offset, length))
            self._ready.extend(batch)
            after = offset + sum(len(message) - HEAD for message in batch)
            self._ahead = self._begin_reading(after, length) if after < self._size else None
        return self._ready.popleft()

    async def finish(self) -> str:
        """Return the hash, if the file ends here."""
        return await asyncio.to_thread(self._finish)

    def forget(self, until: int) -> None:
        """Do nothing: a file can be read again."""

    def close(self) -> None:
        """Close the file, when nobody reads it any more."""
        if self._ahead is None:
            self._file.close()
        else:
            self._ahead.add_done_callback(self._close)

    def _close(self, ahead: asyncio.Future[list[bytearray]]) -> None:
        _see(ahead)
        self._file.close()

    def _begin_reading(self, offset: int, length: int) -> asyncio.Future[list[bytearray]]:
        starts = range(offset, min(offset + _BATCH * length, self._size), length)
        lengths = [min(length, self._size - start) for start in starts]
        return asyncio.get_running_loop().run_in_executor(None, self._read_batch, lengths)

    async def _drop_ahead(self) -> None:
        """Wait for what is being read for nothing: the file and its hash must stand still."""
        if self._ahead is not None:
            await asyncio.wait([self._ahead])
            _see(self._ahead)
            self._ahead = None
        self._ready.clear()

    def _resume(self, start: int) -> str:
        self._hash = hashlib.sha256()
        self._seek_start()
        for offset in range(0, start, _BLOCK):
            self._read(min(_BLOCK, start - offset))
        return self._hash.hexdigest()

    def _seek_start(self) -> None:
        try:
            self._file.seek(0)
        except (OSError, ValueError):
            raise TransferFailure("changed") from None

    def _read_batch(self, lengths: list[int]) -> list[bytearray]:
        return [self._read(length) for length in lengths]

    def _read(self, length: int) -> bytearray:
        message = bytearray(HEAD + length)  # the head's room saves a copy
        data = memoryview(message)[HEAD:]
        self._fill(data)
        self._hash.update(data)
        return message

    def _fill(self, data: memoryview) -> None:
        while data:
            try:
                count = self._file.readinto(data)
            except (OSError, ValueError):
                count = 0
            if not count:
                raise TransferFailure("changed")
            data = data[count:]

    def _finish(self) -> str:
        if self._file.read(1):
            raise TransferFailure("changed")
        return self._hash.hexdigest()


def _see(ahead: asyncio.Future[list[bytearray]]) -> None:
    """Look at an error that matters no more, so that asyncio does not complain of it."""
    if not ahead.cancelled():
        ahead.exception()


def _keep_freed_memory() -> None:
    """Let the C library keep what messages leave, rather than ask for new pages for each.

    It returns to the system what is free above twice the largest block that it ever unmapped
    (mallopt(3), M_MMAP_THRESHOLD). The frame, its mask and its buffer are more than that at first:
    96 page faults a message, and a third of the sender's time.
    """
    bytes(_KEPT)
