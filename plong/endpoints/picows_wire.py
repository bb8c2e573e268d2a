"""One client's socket under picows, as the hub uses it."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Final, Protocol, cast, runtime_checkable

from picows import WSTransport

from plong.config import Config
from plong.endpoints.cut import cut
from plong.endpoints.picows_ending import Breaks, Deaf, Leaving
from plong.endpoints.picows_outlet import Outlet
from plong.hub.wire import Item
from plong.protocol.frames import join_frames
from plong.protocol.messages import CLOSE

_LEAST_WINDOW: Final = 1 << 16


@runtime_checkable
class Reader(Protocol):
    """What keeps memory for reads: picows' protocol, as long as the socket is its own."""

    def trim(self) -> None:
        """Give back what is not in use."""

    def read_little(self, *, is_little: bool) -> None:
        """Read less at a time from now on, or as much as ever."""


class PicowsWire:
    """A `plong.hub.wire.Wire` over a picows transport and the socket below it."""

    __slots__ = ("_breaks", "_close_timeout", "_deadline", "_socket", "_transport")

    def __init__(self, transport: WSTransport, config: Config) -> None:
        self._transport = transport
        outlet = cast("Outlet", transport.underlying_transport)
        self._socket = outlet.transport
        self._breaks: Breaks | None = None  # no close frame is sent yet
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
        if self._breaks is not None:
            self._breaks.hold()
        elif not self._socket.is_closing():
            self._socket.pause_reading()

    def resume_reading(self) -> None:
        """Read again."""
        if self._breaks is not None:
            self._breaks.release()
        elif not self._socket.is_closing():
            self._socket.resume_reading()

    def read_little(self, *, is_little: bool) -> None:
        """Read less at a time from now on, or as much as ever."""
        protocol = self._socket.get_protocol()
        if isinstance(protocol, Reader):
            protocol.read_little(is_little=is_little)

    def ping(self) -> bool:
        """Send a ping frame."""
        if not self._socket.is_closing():
            self._transport.send_ping()
        return True

    def close(self, code: int, reason: str) -> None:
        """Send a close frame; the answer, or the deadline, ends the connection."""
        self.abort_later()
        if self._breaks is None and not self._socket.is_closing():
            self._socket.write(join_frames([(CLOSE, code.to_bytes(2) + reason.encode(), None)]))
            self._breaks = Breaks(self._socket)
            self._socket.set_protocol(Leaving(self._breaks, self._socket.get_protocol()))
            self._breaks.release()

    def fail(self, close_frame: bytes) -> None:
        """Send a close frame unless one was sent; hear nothing more, and wait for the client."""
        self.abort_later()
        if self._socket.is_closing():
            return
        if self._breaks is None:
            self._socket.write(close_frame)
            self._breaks = Breaks(self._socket)
        self._socket.set_protocol(Deaf(self._breaks, self._socket.get_protocol()))
        self._socket.write_eof()
        self._breaks.release()

    def hang_up(self) -> None:
        """Close the socket when all is written."""
        self.abort_later()
        self._socket.close()

    def abort_later(self) -> None:
        """Cut the connection unless it has ended within the close timeout."""
        if self._deadline is None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._close_timeout, self.abort)

    def let_go_after(self, seconds: float) -> None:
        """Close the socket unless it is closed by then: the system still sends what it has."""
        if self._deadline is None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(seconds, self._socket.abort)

    def trim(self) -> None:
        """Give back what picows keeps for reads."""
        protocol = self._socket.get_protocol()
        if isinstance(protocol, Reader):
            protocol.trim()

    def abort(self) -> None:
        """Cut the connection now, without waiting for the client to take what is queued."""
        if not self._transport.is_disconnected:
            cut(self._socket)

    def lost(self) -> None:
        """Hear that the socket is closed."""
        if self._deadline is not None:
            self._deadline.cancel()
