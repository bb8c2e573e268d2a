"""Where a received transfer goes."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Protocol

from plong.client.wire.failure import TransferFailure


class Sink(Protocol):
    """A program's own place for what it receives."""

    async def write(self, data: memoryview) -> None:
        """Take the next bytes; they count as stored when this returns."""

    async def close(self) -> None:
        """Learn that all of it came, and was what the sender sent."""

    async def abort(self) -> None:
        """Learn that no more will come, and that what came is not whole."""


class Storage(Protocol):
    """What a `Receiving` stores in."""

    async def open(self) -> int:
        """Return how many bytes are there from before."""

    async def store(self, pieces: Sequence[memoryview]) -> None:
        """Append."""

    async def restart(self) -> None:
        """Throw away what is there. Raise `TransferFailure` if that cannot be."""

    def sha256(self) -> str:
        """Return the hash of what is stored."""

    async def finish(self) -> object:
        """Learn that it is whole; return what it became."""

    async def keep(self) -> None:
        """Learn that it was interrupted."""

    async def discard(self) -> None:
        """Learn that it is worth nothing."""


class SinkStorage:
    """A sink, and the hash of what went into it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._hash = hashlib.sha256()

    async def open(self) -> int:
        """Begin with nothing."""
        return 0

    async def store(self, pieces: Sequence[memoryview]) -> None:
        """Hash and write. Raise `TransferFailure`."""
        for piece in pieces:
            await asyncio.to_thread(self._hash.update, piece)
            try:
                await self._sink.write(piece)
            except OSError:
                raise TransferFailure("no-space") from None

    async def restart(self) -> None:
        """Refuse: what was written cannot be taken back."""
        raise TransferFailure("lost")

    def sha256(self) -> str:
        """Return the hash of what was written."""
        return self._hash.hexdigest()

    async def finish(self) -> None:
        """Close the sink."""
        await self._sink.close()

    async def keep(self) -> None:
        """Abort the sink."""
        await self._sink.abort()

    async def discard(self) -> None:
        """Abort the sink."""
        await self._sink.abort()
