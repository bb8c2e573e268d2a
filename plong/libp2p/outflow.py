"""What is written to one wire; who takes too little of it is not read."""

from typing import Final

from plong.libp2p.wire import Wire

MAX_OVERDUE: Final = 64 * 1024
"""Bytes that are no data, such as answers to pings of yamux, for who does not take what was written
before. Who wants more of them is not read until it does."""


class Outflow:
    """One direction of a connection.

    Args:
        wire: what it goes over.
    """

    def __init__(self, wire: Wire) -> None:
        self.is_blocked = False
        """Whether the other side does not take what is written; data waits in its streams."""
        self._wire = wire
        self._overdue = 0
        self._is_paused = False

    def write(self, data: bytes) -> None:
        """Send bytes, which are never empty."""
        if self.is_blocked:
            self._overdue += len(data)
        self._wire.write(data)
        if self._overdue > MAX_OVERDUE and not self._is_paused:
            self._is_paused = True
            self._wire.pause_reading()

    def block(self) -> None:
        """Take in that the other side does not take what is written.

        It is still read: two who wait for each other to read would wait for ever.
        """
        self.is_blocked = True

    def unblock(self) -> None:
        """Take in that it has taken enough of it."""
        self.is_blocked = False
        self._overdue = 0
        if self._is_paused:
            self._is_paused = False
            self._wire.resume_reading()
