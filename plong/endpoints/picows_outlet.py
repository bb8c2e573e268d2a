"""What stands between picows and the socket: nothing is closed behind the relay's back."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

_CLOSE_FRAME: Final = 0x88


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
