"""Blocks of a download on their way to the disk, in a thread: the event loop goes on meanwhile."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from plong.lcdp.unfinished import UnfinishedFile
from plong.protocol.lcdp.content.models import Write

SAVE_EVERY: Final = 5.0
"""Seconds between two times at which is written down what is there."""


class Storing:
    """Writes what came, and now and then what is there.

    Args:
        file: where to; open.
        now: returns seconds of a clock that does not go back.
        part: returns what is there, with all that was ever added; None: nothing.
    """

    def __init__(
        self, file: UnfinishedFile, now: Callable[[], float], part: Callable[[], str | None]
    ) -> None:
        self._file = file
        self._now = now
        self._part = part
        self._waiting: list[Write] = []
        self._saved_at = now()
        self._working: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        """Return how many blocks wait."""
        return len(self._waiting)

    def add(self, write: Write) -> None:
        """Let one more wait."""
        self._waiting.append(write)

    async def write(self) -> None:
        """Write all that waits. Raise `OSError`."""
        writes, self._waiting = self._waiting, []
        text = None
        if self._now() - self._saved_at >= SAVE_EVERY:
            self._saved_at, text = self._now(), self._part()
        if writes or text is not None:
            await self._work(writes, text)

    async def end(self) -> None:
        """Write all that waits, and what is there; close the file. Raise `OSError`."""
        if self._working is not None:
            await asyncio.wait([self._working])
        try:
            await self._work(self._waiting, self._part())
        finally:
            self._file.close()

    async def _work(self, writes: Iterable[Write], text: str | None) -> None:
        work = asyncio.to_thread(self._file.store, list(writes), text)
        self._working = asyncio.ensure_future(work)
        await asyncio.shield(self._working)  # a thread cannot be stopped
