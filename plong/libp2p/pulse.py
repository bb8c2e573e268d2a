"""When a connection is given up, and when it is asked for a sign of life."""

from enum import Enum
from typing import Final

HANDSHAKE_TIMEOUT: Final = 8.0
"""Seconds from the socket to its streams; looked at once a second, so nobody stays for ten."""
IDLE_TIMEOUT: Final = 60.0
"""Seconds without a byte from the other side. Some programs ping every 15 s on one stream."""
KEEPALIVE: Final = 30.0
"""Seconds without a byte, after which it is asked for one, if the connection is in use."""
CLOSING_TIMEOUT: Final = 5.0
"""Seconds for the last bytes to be taken."""


class Due(Enum):
    """What is to be done."""

    NOTHING = "nothing"
    PING = "ping"
    SILENT = "silent"
    """Give it up: the other side is late, or does not answer."""
    IDLE = "idle"
    """Give it up: nobody uses it."""
    ABORT = "abort"
    """The other side does not take the last bytes."""


class Stage(Enum):
    """How far a connection is."""

    HANDSHAKE = "handshake"
    UNUSED = "unused"
    IN_USE = "in use"
    """There are streams, or there will be."""
    CLOSING = "closing"


class Pulse:
    """One connection's time, which is only read at each `tick`: what comes costs nothing.

    Args:
        now: seconds of any clock that does not jump.
    """

    def __init__(self, now: float) -> None:
        self._began = self._last_heard = now
        self._closing_since: float | None = None
        self._is_quiet = True
        self._is_asked = False

    def heard(self) -> None:
        """Take in that bytes have come."""
        self._is_quiet = False

    def tick(self, now: float, stage: Stage) -> Due:
        """Return what is due; call it about once a second."""
        if not self._is_quiet:
            self._last_heard, self._is_quiet, self._is_asked = now, True, False
        if stage is Stage.CLOSING:
            return self._close(now)
        if stage is Stage.HANDSHAKE:
            return Due.SILENT if now - self._began >= HANDSHAKE_TIMEOUT else Due.NOTHING
        if now - self._last_heard >= IDLE_TIMEOUT:
            return Due.SILENT if stage is Stage.IN_USE else Due.IDLE
        return self._ask(now) if stage is Stage.IN_USE else Due.NOTHING

    def _ask(self, now: float) -> Due:
        if self._is_asked or now - self._last_heard < KEEPALIVE:
            return Due.NOTHING
        self._is_asked = True
        return Due.PING

    def _close(self, now: float) -> Due:
        self._closing_since = now if self._closing_since is None else self._closing_since
        return Due.ABORT if now - self._closing_since >= CLOSING_TIMEOUT else Due.NOTHING
