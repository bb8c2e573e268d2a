"""The postman's rounds: whatever is due is done, a bounded number at a time, for ever."""

import asyncio
import logging
from contextlib import suppress
from typing import Final, Generic

from plong.hub.clock import Clock
from plong.hub.post.chores import Chores, Item, Key
from plong.protocol.errors import Refusal

_log = logging.getLogger("plong.post")

PER_OWNER: Final = 4
"""Chores done for one owner at once."""

REST: Final = 5.0
"""Seconds after which what failed by our own fault, or the store's, is tried again."""


class Rounds(Generic[Key, Item]):
    """Does chores of one kind; never two at once for one ping.

    Nothing is remembered here: what a restart interrupts is still due in the store.

    Args:
        chores: what is to be done.
        clock: the time.
        most: how many at once.
        rest: see `REST`.
    """

    def __init__(
        self, chores: Chores[Key, Item], clock: Clock, most: int, rest: float = REST
    ) -> None:
        self._chores = chores
        self._clock = clock
        self._most = most
        self._rest = rest
        self._busy: dict[Key, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._awaited: dict[Key, asyncio.Event] = {}

    @property
    def busy(self) -> int:
        """How many chores are under way."""
        return len(self._busy)

    def wake(self) -> None:
        """Look again: something was added, or is due earlier."""
        self._woken.set()

    async def hurry(self, key: Key, patience: float) -> None:
        """Look again, and wait until this was tried, but not longer than ``patience`` seconds."""
        tried = self._awaited.setdefault(key, asyncio.Event())
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await tried.wait()
        self._awaited.pop(key, None)

    async def run(self) -> None:
        """Go round until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._woken.clear()
                await self._sleep(await self._go(group))

    async def _go(self, group: asyncio.TaskGroup) -> float | None:
        """Begin what is due; return in how many seconds to look again, or None: when woken."""
        try:
            now = self._clock.now()
            await self._begin(group, now)
            at = await self._chores.next_at(now)
        except Refusal as refusal:
            _log.debug("Rounds are put off: %s", refusal)
            return self._rest
        return None if at is None else max(0, at - self._clock.now())

    async def _begin(self, group: asyncio.TaskGroup, now: float) -> None:
        free = self._most - len(self._busy)
        if free <= 0:  # whoever is ready first wakes us
            return
        for key, item in await self._chores.due(now, free, list(self._busy), PER_OWNER):
            self._busy[key] = group.create_task(self._do(key, item))

    async def _sleep(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def _do(self, key: Key, item: Item) -> None:
        try:
            await self._chores.do(item)
        except Refusal as refusal:
            _log.debug("A ping of %r is put off: %s", key[0], refusal)
            await asyncio.sleep(self._rest)
        except Exception:  # noqa: BLE001  # a stranger's answer that we have not thought of must stop nobody else
            _log.exception("A ping of %r is put off.", key[0])
            await asyncio.sleep(self._rest)
        finally:
            self._finish(key)

    def _finish(self, key: Key) -> None:
        del self._busy[key]
        if key in self._awaited:
            self._awaited[key].set()
        self.wake()
