"""Group commit: many askers share one transaction of one SQLite connection."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from plong.protocol.errors import Refusal, Unavailable
from plong.store.outage import Outage
from plong.store.statistics import StoreStatistics

T = TypeVar("T")
Item = TypeVar("Item")
Work = Callable[[sqlite3.Connection], T]
"""Reads and writes in one transaction. It raises a `Refusal` only before its first write."""
Group = Callable[[sqlite3.Connection, Sequence[Item]], Sequence[T | Refusal]]
"""The same for several askers in few statements: each one's result, or refusal, in their order.

The interpreter's lock is given away and fought for with each statement, which on a busy loop
costs more than the statement.
"""

_log = logging.getLogger("plong.store")
_BATCH: Final = 256
"""Most askers that share a commit, so that the first is not kept waiting for ever."""


@dataclass(slots=True)
class _Job:
    answer: asyncio.Future[Any]
    work: Work[Any] | None = None
    group: Group[Any, Any] | None = None
    item: Any = None
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        if self.answer.cancelled():
            return
        if self.error is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.error)


class Committer:
    """Runs work on a connection in a thread of its own; answers when the work is committed.

    What is asked while a commit is under way shares the next one, so a disk that needs a
    millisecond a commit still serves thousands of answers a second.

    The connection is this object's from now on; it is made in the event loop that asks it.
    """

    def __init__(self, db: sqlite3.Connection, statistics: StoreStatistics) -> None:
        self._db = db
        self._statistics = statistics
        self._loop = asyncio.get_running_loop()
        self._jobs: list[_Job] = []
        self._runner: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plong-store")
        self._outage = Outage()

    async def ask(self, work: Work[T]) -> T:
        """Return what ``work`` returns, once it is committed. Raise `Refusal`."""
        result: T = await self._enqueue(_Job(self._loop.create_future(), work))
        return result

    async def join(self, group: Group[Item, T], item: Item) -> T:
        """Return what ``group`` returns for this item, once it is committed. Raise `Refusal`.

        All that wait to join the same group are handed to it together.
        """
        result: T = await self._enqueue(_Job(self._loop.create_future(), group=group, item=item))
        return result

    def _enqueue(self, job: _Job) -> asyncio.Future[Any]:
        self._jobs.append(job)
        if self._runner is None:
            self._runner = self._loop.create_task(self._run())
        return job.answer

    async def _run(self) -> None:
        while self._jobs:
            batch, self._jobs = self._jobs[:_BATCH], self._jobs[_BATCH:]
            await self._loop.run_in_executor(self._thread, self._commit, batch)
            for job in batch:
                job.settle()
        self._runner = None

    async def close(self) -> None:
        """Commit what was asked before, then end the thread and close the connection."""
        if self._runner is not None:
            await self._runner
        self._thread.shutdown()
        self._db.close()

    # In the thread

    def _commit(self, batch: Sequence[_Job]) -> None:
        started, before = time.perf_counter(), self._db.total_changes
        try:
            self._transact(batch)
        except Exception as error:  # noqa: BLE001  # whatever it is, each asker hears of it
            self._rescue(batch, error)
        else:
            has_written = self._db.total_changes > before  # a full disk can still be read
            self._note(time.perf_counter() - started, len(batch), has_written=has_written)

    def _note(self, seconds: float, questions: int, *, has_written: bool) -> None:
        self._statistics.committed(seconds, questions, has_written=has_written)
        if has_written:
            self._say(logging.WARNING, self._outage.worked(time.monotonic()))

    def _transact(self, batch: Sequence[_Job]) -> None:
        self._db.execute("BEGIN")
        try:
            for group, jobs in _grouped(batch):
                self._do_together(group, jobs)
            for job in batch:
                self._do(job)
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _do_together(self, group: Group[Any, Any], jobs: Sequence[_Job]) -> None:
        results = group(self._db, [job.item for job in jobs])
        for job, result in zip(jobs, results, strict=True):
            job.error = result if isinstance(result, Refusal) else None
            job.result = result

    def _do(self, job: _Job) -> None:
        if job.work is None:
            return
        job.error = None  # a refusal that was rolled back may not hold any more
        try:
            job.result = job.work(self._db)
        except Refusal as refusal:
            job.error = refusal

    def _rescue(self, batch: Sequence[_Job], error: Exception) -> None:
        """Nothing of the batch was committed: try each alone, so that one spoils no other."""
        if len(batch) > 1:
            for job in batch:
                self._commit([job])
        elif isinstance(error, sqlite3.Error):
            # A full disk, a failing one: the promise cannot be kept, so it is not made.
            self._statistics.failed()
            self._say(logging.ERROR, self._outage.failed(str(error), time.monotonic()))
            batch[0].error = Unavailable()
        else:
            batch[0].error = error

    @staticmethod
    def _say(level: int, words: str | None) -> None:
        if words is not None:
            _log.log(level, words)


def _grouped(batch: Sequence[_Job]) -> Iterable[tuple[Group[Any, Any], Sequence[_Job]]]:
    groups: dict[Group[Any, Any], list[_Job]] = {}
    for job in batch:
        if job.group is not None:
            groups.setdefault(job.group, []).append(job)
    return groups.items()
