"""One client's socket under picows, as the hub uses it."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Sequence
from typing import Final, cast

from picows import WSCloseCode, WSTransport

from plong.config import Config
from plong.hub.flow import Item
from plong.protocol.frames import join_frames

_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
_LEAST_WINDOW: Final = 1 << 16


class PicowsWire:
    """A `plong.hub.flow.Wire` over a picows transport and the socket below it."""

    __slots__ = ("_close_timeout", "_deadline", "_socket", "_transport")

    def __init__(self, transport: WSTransport, config: Config) -> None:
        self._transport = transport
        self._socket = transport.underlying_transport
        self._close_timeout = config.close_timeout
        self._deadline: asyncio.TimerHandle | None = None
        # The hub does the buffering: hear at once when the socket takes no more.
        self._socket.set_write_buffer_limits(high=0)
        self._set_options(config)

    def _set_options(self, config: Config) -> None:
        sock: socket.socket = self._socket.get_extra_info("socket")
        options = {
            # A vanished client with data on its way to it answers no ping: TCP must give up.
            "TCP_USER_TIMEOUT": int(2 * config.keepalive * 1000),
            # Bounds what one read can bring, and with it picows' read buffer.
            "TCP_WINDOW_CLAMP": max(config.max_message, _LEAST_WINDOW),
        }
        for name, value in options.items():
            if hasattr(socket, name):  # both are Linux's
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def write(self, items: Sequence[Item]) -> None:
        """Write frames with one system call, if the socket takes them."""
        if not self._socket.is_closing():
            self._socket.write(join_frames(items))

    def pause_reading(self) -> None:
        """Stop reading."""
        if not self._socket.is_closing():
            self._socket.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        if not self._socket.is_closing():
            self._socket.resume_reading()

    def ping(self) -> bool:
        """Send a ping frame."""
        self._transport.send_ping()
        return True

    def close(self, code: int, reason: str) -> None:
        """Send a close frame; the answer, or the deadline, ends the connection."""
        if not self._transport.is_close_frame_sent:
            # picows' enumeration is open: any code that fits 16 bits may be sent.
            self._transport.send_close(cast("WSCloseCode", code), reason.encode())
            self.resume_reading()
            self._abort_later()

    def fail(self) -> None:
        """Read no more: a close frame for a violation is on its way, and picows will hang up."""
        self.pause_reading()
        self._abort_later()

    def _abort_later(self) -> None:
        if self._deadline is None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._close_timeout, self.abort)

    def abort(self) -> None:
        """Cut the connection now, without waiting for the client to take what is queued."""
        if not self._transport.is_disconnected:
            sock: socket.socket = self._socket.get_extra_info("socket")
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._socket.abort()

    def lost(self) -> None:
        """Hear that the socket is closed."""
        if self._deadline is not None:
            self._deadline.cancel()
