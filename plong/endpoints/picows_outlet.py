"""What stands between picows and the socket: nothing is closed behind the relay's back."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

_CLOSE_FRAME: Final = 0x88
_PIECE: Final = 16 * 1024
"""Bytes of a read that nobody hears, which each of them has room for until it is closed."""
_BREAK: Final = 0.001
"""Seconds between two of them, if the client has more to say."""


class Outlet:
    """The socket as picows sees it.

    picows answers a violation at once, be it one after the client's close, which does not count;
    and it hangs up soon after, which resets the connection of a client that is still sending, so
    that the close code may be lost. Here its close frame goes to who knows better.
    """

    __slots__ = ("_on_close_frame", "transport")

    def __init__(
        self, transport: asyncio.Transport, on_close_frame: Callable[[bytes], None]
    ) -> None:
        self.transport = transport
        """The socket itself, for the relay."""
        self._on_close_frame = on_close_frame

    def __getattr__(self, name: str) -> Any:  # as the transport has it
        return getattr(self.transport, name)

    def get_write_buffer_size(self) -> int:
        """Say that something waits, else picows writes past this object."""
        return 1

    def write(self, data: bytes) -> None:
        """Write anything but a close frame."""
        if data[0] == _CLOSE_FRAME:
            self._on_close_frame(bytes(data))
        else:
            self.transport.write(data)

    def close(self) -> None:
        """Do nothing: whoever closes uses the socket itself."""


class Deaf(asyncio.BufferedProtocol):
    """Takes what still comes from a client that is not listened to any more.

    Unread, it would make the system reset the connection, and the client miss the close code. But
    a flood is taken piece by piece: to read all that comes would keep the others waiting.

    Args:
        transport: the socket.
        protocol: whose it was, and who is told of its end.
    """

    def __init__(self, transport: asyncio.Transport, protocol: asyncio.BaseProtocol) -> None:
        self._transport = transport
        self._protocol = protocol
        self._room = bytearray(_PIECE)

    def get_buffer(self, _sizehint: int) -> bytearray:
        """Lend room for one read."""
        return self._room

    def buffer_updated(self, count: int) -> None:
        """Leave it unheard, and take a break if there is more."""
        if count == _PIECE and not self._transport.is_closing():
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(_BREAK, self._go_on)

    def _go_on(self) -> None:
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the protocol whose socket this is."""
        self._protocol.connection_lost(exc)
