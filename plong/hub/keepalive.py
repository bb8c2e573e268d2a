"""Finds peers that vanished without a word."""

import asyncio
from itertools import cycle
from typing import Final

from plong.hub.connection import Connection
from plong.protocol.closes import GOING_AWAY

_SLOTS: Final = 20
_AT_ONCE: Final = 4
"""Connections that are pinged before others have their turn on the event loop."""
_MOST_TURNS: Final = 50
"""In which a slot is done, so with very many connections more are pinged at once."""


class Keepalive:
    """Pings every connection once an interval; cuts those that let one go by unanswered.

    One wheel for all: each connection sits in a slot, and one slot is due every twentieth of the
    interval. A timer each would cost more memory than the connection's links. Who comes is spread
    over half of the slots, those that are due last: after a restart all clients come at once, and
    must not all be pinged at once for ever.
    """

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._slots: list[dict[Connection, None]] = [{} for _ in range(_SLOTS)]
        self._turns = 0
        self._turns_away = cycle(range(_SLOTS, _SLOTS // 2, -1))
        self._slot_of: dict[Connection, dict[Connection, None]] = {}

    def reconfigure(self, interval: float) -> None:
        """Turn in another time, from the next slot on."""
        self._interval = interval

    def add(self, connection: Connection) -> None:
        """Watch a connection; its first ping is half an interval away, or up to a whole one."""
        slot = self._slot_after(next(self._turns_away))
        slot[connection] = None
        self._slot_of[connection] = slot

    def remove(self, connection: Connection) -> None:
        """Watch it no more, if it was watched."""
        slot = self._slot_of.pop(connection, None)
        if slot is not None:
            del slot[connection]

    async def run(self) -> None:
        """Turn the wheel until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + self._interval / _SLOTS, loop.time())
            await asyncio.sleep(due - loop.time())
            await self.turn()

    def _slot_after(self, turns: int) -> dict[Connection, None]:
        return self._slots[(self._turns + turns) % _SLOTS]

    async def turn(self) -> None:
        """Check the connections of the next slot, a few at once."""
        self._turns += 1
        slot = self._slot_after(0)
        at_once = max(_AT_ONCE, len(slot) // _MOST_TURNS)
        for number, connection in enumerate(list(slot), 1):
            if connection in slot:
                _check(connection)
            if number % at_once == 0:
                await asyncio.sleep(0)


def _check(connection: Connection) -> None:
    if not connection.check_alive():
        connection.listener.dismiss(GOING_AWAY)
        connection.wire.abort()
