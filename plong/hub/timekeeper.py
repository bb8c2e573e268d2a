"""Keeps leases as long as was said, over restarts and wall clocks that are set."""

import asyncio
import contextlib
from typing import Final

from plong.hub.clock import Clock
from plong.protocol.errors import Unavailable
from plong.protocol.noted_time import LEAST, Noted, shift_of
from plong.store.times.base import Times

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the wall clock: a kill forgets a jump for that long."""
_NOTE_EVERY: Final = 60.0


class Timekeeper:
    """Notes what the clocks show: every minute, and when the wall clock was set."""

    def __init__(self, times: Times, clock: Clock) -> None:
        self._times = times
        self._clock = clock
        self._noted = clock.note()

    async def resume(self) -> None:
        """Let what is stored go on by today's clock. Raise `Unavailable` if it has to and cannot.

        Nothing may have been read that has a time in it.
        """
        last, now = await self._times.last(), self._clock.note()
        shift = 0.0 if last is None else shift_of(last, now.wall_at)
        if shift:
            await self._times.shift(shift, now)
        else:
            with contextlib.suppress(Unavailable):  # a full disk, say: it is noted later
                await self._times.note(now)

    async def run(self) -> None:
        """Note it until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._is_news(self._clock.note()):
                with contextlib.suppress(Unavailable):
                    await self.note()

    async def note(self) -> None:
        """Note it once. Raise `Unavailable`."""
        noted = self._clock.note()
        await self._times.note(noted)
        self._noted = noted

    def _is_news(self, now: Noted) -> bool:
        was_set = abs(now.skew - self._noted.skew) >= LEAST
        return was_set or now.server_at - self._noted.server_at >= _NOTE_EVERY
