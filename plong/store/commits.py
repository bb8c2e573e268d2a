"""One thread that owns a SQLite connection and commits for many askers at once."""

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from plong.protocol.errors import Refusal, Unavailable

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
"""Reads and writes in one transaction. It raises a `Refusal` only before its first write."""

_log = logging.getLogger("plong.store")
_BATCH: Final = 256
"""Most questions that share a commit, so that the first is not kept waiting for ever."""


@dataclass(slots=True)
class _Job:
    work: Work[Any]
    answer: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def run(self, db: sqlite3.Connection) -> None:
        try:
            self.result = self.work(db)
        except Refusal as refusal:
            self.error = refusal

    def settle(self) -> None:
        if self.answer.cancelled():
            return
        if self.error is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.error)


class Committer:
    """Runs work on the connection in its own thread; answers when the work is committed.

    Work that arrives while a commit is under way shares the next one (group commit): a disk that
    needs a millisecond a commit still serves thousands of answers a second.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="plong-store")
        self._thread.start()

    async def ask(self, work: Work[T]) -> T:
        """Return what ``work`` returns, once it is committed. Raise `Refusal`."""
        job = _Job(work, self._loop.create_future())
        self._jobs.put(job)
        result: T = await job.answer
        return result

    async def close(self) -> None:
        """Commit what was asked before, then end the thread and close the connection."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        last = False
        while not last:
            batch, last = self._next_batch()
            self._commit(batch)
            self._loop.call_soon_threadsafe(_settle, batch)
        self._db.close()

    def _next_batch(self) -> tuple[list[_Job], bool]:
        """Wait for a job, then take what else is there; True once the end was asked for."""
        batch: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            if len(batch) == _BATCH or self._jobs.empty():
                return batch, False
            job = self._jobs.get()
        return batch, True

    def _commit(self, batch: Sequence[_Job]) -> None:
        try:
            self._transact(batch)
        except Exception as error:  # noqa: BLE001  # whatever it is, each asker hears of it
            self._rescue(batch, error)

    def _transact(self, batch: Sequence[_Job]) -> None:
        self._db.execute("BEGIN")
        try:
            for job in batch:
                job.run(self._db)
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _rescue(self, batch: Sequence[_Job], error: Exception) -> None:
        """Nothing of a batch was committed: try each alone, so that one spoils no other."""
        if len(batch) > 1:
            for job in batch:
                self._commit([job])
        elif isinstance(error, sqlite3.Error):
            # A full disk, a failing one: the promise cannot be kept, so it is not made.
            _log.error("The store refused a transaction: %s.", error)
            batch[0].error = Unavailable()
        else:
            batch[0].error = error


def _settle(batch: Sequence[_Job]) -> None:
    for job in batch:
        job.settle()
