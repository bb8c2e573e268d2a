"""Ends a connection whose client does not take what it was sent."""

import asyncio
import contextlib
import socket
import struct
from typing import Final

_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)


def cut(transport: asyncio.Transport) -> None:
    """Close now; what was not sent is lost, in the system's buffers too."""
    sock: socket.socket = transport.get_extra_info("socket")
    with contextlib.suppress(OSError):
        # Without it the system would go on offering what the client does not take.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
