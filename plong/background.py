"""What is done beside what anybody asks for, as long as the server runs."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from plong.hub.pruner import Pruner
from plong.hub.refusal_log import RefusalLog
from plong.hub.timekeeper import Timekeeper

Work = Coroutine[Any, Any, None]
"""It goes on until it is cancelled."""


class Chores(NamedTuple):
    """Those that are no service's own."""

    timekeeper: Timekeeper
    pruner: Pruner
    refusals: RefusalLog

    def works(self) -> Iterator[Work]:
        """Return what is to be run."""
        return (chore.run() for chore in self)

    async def note(self) -> None:
        """Say and store what is to be known after the end. Raise `Unavailable`."""
        self.refusals.tell()
        await self.timekeeper.note()
        await self.pruner.prune()


@asynccontextmanager
async def working(*works: Work) -> AsyncIterator[None]:
    """Do these works during the block; one that fails, which is our mistake, ends the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
