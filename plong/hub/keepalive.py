"""Finds peers that vanished without a word."""

import asyncio
from collections.abc import Iterator
from itertools import cycle
from typing import Final

from plong.hub.connection import Connection
from plong.protocol.closes import GOING_AWAY

_SLOTS: Final = 20


class Keepalive:
    """Pings every connection once an interval; cuts those that let one go by unanswered.

    One wheel for all: connections sit in slots by the time they came, and one slot is due every
    twentieth of the interval. A timer each would cost more memory than the connection's links.
    """

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._slots: list[dict[Connection, None]] = [{} for _ in range(_SLOTS)]
        self._wheel: Iterator[dict[Connection, None]] = cycle(self._slots)
        self._current = next(self._wheel)
        self._slot_of: dict[Connection, dict[Connection, None]] = {}

    def reconfigure(self, interval: float) -> None:
        """Turn in another time, from the next slot on."""
        self._interval = interval

    def add(self, connection: Connection) -> None:
        """Watch a connection; its first ping is one interval away."""
        self._current[connection] = None
        self._slot_of[connection] = self._current

    def remove(self, connection: Connection) -> None:
        """Watch it no more, if it was watched."""
        slot = self._slot_of.pop(connection, None)
        if slot is not None:
            del slot[connection]

    async def run(self) -> None:
        """Turn the wheel until cancelled."""
        while True:
            await asyncio.sleep(self._interval / _SLOTS)
            self.turn()

    def turn(self) -> None:
        """Check the connections of the next slot."""
        self._current = next(self._wheel)
        for connection in list(self._current):
            if not connection.check_alive():
                connection.listener.dismiss(GOING_AWAY)
                connection.wire.abort()
