"""Who reads a socket that is about to be closed: little at a time, for it matters to nobody else.

Unread, it would make the system reset the connection, and the client miss the close code. But to
read a flood as fast as it comes would keep the others waiting.
"""

import asyncio
from typing import Any, Final

from plong.endpoints.picows_room import MOST_READ

AT_ONCE: Final = 4 * MOST_READ
"""Bytes between two breaks."""
_BREAK: Final = 0.002
"""Seconds: so a client that was sending when it was told to go is through with 32 MB in one."""


class Breaks:
    """Stops reading a socket again and again; others may stop it as well.

    Args:
        transport: the socket.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._count = 0
        self._is_resting = False
        self._is_held = False

    def hold(self) -> None:
        """Read nothing until `release`."""
        self._is_held = True
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def release(self) -> None:
        """Read again, when the break is over if there is one."""
        self._is_held = False
        self._read_on()

    def take(self, count: int) -> None:
        """Hear that so many bytes were read, and rest if that was much."""
        self._count += count
        if self._count >= AT_ONCE and not self._transport.is_closing():
            self._count = 0
            self._is_resting = True
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(_BREAK, self._end_rest)

    def _end_rest(self) -> None:
        self._is_resting = False
        self._read_on()

    def _read_on(self) -> None:
        if not (self._is_resting or self._is_held or self._transport.is_closing()):
            self._transport.resume_reading()


class Deaf(asyncio.BufferedProtocol):
    """Takes what still comes from a client that is not listened to any more.

    Args:
        breaks: the socket's.
        protocol: whose it was, and who is told of its end.
    """

    def __init__(self, breaks: Breaks, protocol: asyncio.BaseProtocol) -> None:
        self._breaks = breaks
        self._protocol = protocol
        self._room = bytearray(MOST_READ)

    def get_buffer(self, _sizehint: int) -> bytearray:
        """Lend room for one read."""
        return self._room

    def buffer_updated(self, count: int) -> None:
        """Leave it unheard."""
        self._breaks.take(count)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the protocol whose socket this is."""
        self._protocol.connection_lost(exc)


class Leaving(asyncio.BufferedProtocol):
    """Reads for picows until the client answers a close frame.

    Args:
        breaks: the socket's.
        protocol: picows', whose it stays in all but the pace.
    """

    def __init__(self, breaks: Breaks, protocol: Any) -> None:  # picows has no types
        self._breaks = breaks
        self._protocol = protocol

    def get_buffer(self, sizehint: int) -> Any:  # picows' own type
        """Lend room for one read."""
        return self._protocol.get_buffer(sizehint)

    def buffer_updated(self, count: int) -> None:
        """Let picows parse it."""
        self._protocol.buffer_updated(count)
        self._breaks.take(count)

    def eof_received(self) -> Any:  # as picows answers
        """Hear that the client sends nothing more."""
        return self._protocol.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear that the socket is closed."""
        self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        """Hear that the socket took less than was written."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """Hear that the socket took all."""
        self._protocol.resume_writing()

    def trim(self) -> None:
        """Give back memory that is only kept for reads to come."""
        self._protocol.trim()

    def read_little(self, *, is_little: bool) -> None:
        """Do nothing: it is read slowly."""
