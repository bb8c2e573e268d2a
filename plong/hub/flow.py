"""When send buffers are written, and how much may wait in each."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from plong.hub.buffer_memory import BufferMemory
from plong.hub.tally import Tally


class Flushed(Protocol):
    """What is written at the end of a turn: a send buffer."""

    def flush(self) -> None:
        """Hand what waits to the wire."""


class Flow:
    """What all buffers of one event loop share: bounds, the turn's end, the tally, the memory."""

    def __init__(
        self,
        max_messages: int,
        max_bytes: int,
        slow_timeout: float,
        tally: Tally,
        memory: BufferMemory,
    ) -> None:
        self.max_messages = max_messages
        self.max_bytes = max_bytes
        self.tally = tally
        self.memory = memory
        self._slow_timeout = slow_timeout
        self.turn = 0
        """Turns of the event loop so far in which something was sent."""
        self._dirty: list[Flushed] = []
        self._loop = asyncio.get_running_loop()

    def reconfigure(self, max_messages: int, max_bytes: int, slow_timeout: float) -> None:
        """Give buffers other bounds; each goes by them from its next `SendBuffer.refit` on."""
        self.max_messages = max_messages
        self.max_bytes = max_bytes
        self._slow_timeout = slow_timeout

    def flush_soon(self, buffer: Flushed) -> None:
        """Flush ``buffer`` when all that arrived in this turn has been handled."""
        if not self._dirty:
            self._loop.call_soon(self._flush)
        self._dirty.append(buffer)

    def _flush(self) -> None:
        self.turn += 1
        dirty, self._dirty = self._dirty, []
        for buffer in dirty:
            buffer.flush()

    def when_slow(self, give_up: Callable[[], None]) -> asyncio.TimerHandle:
        """Call ``give_up`` after the slow timeout unless the timer is cancelled."""
        return self._loop.call_later(self._slow_timeout, give_up)
