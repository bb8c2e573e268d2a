"""A WebSocket client at the bridge that does no more than it must: frames out, frames in."""

import socket
import struct
from collections.abc import Iterable
from typing import Final

READ: Final = 1 << 20


class Page:
    """One connection to `/wt`.

    Args:
        port: of a server on 127.0.0.1.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard: list[bytes] = []
        self._out = memoryview(b"")
        self._in = b""
        self._upgrade(port)
        self.socket.setblocking(False)

    @property
    def has_more(self) -> bool:
        """Tell whether something is still to be written."""
        return bool(self._out)

    def queue(self, texts: Iterable[bytes]) -> None:
        """Have these written, behind what is not written yet."""
        self._out = memoryview(bytes(self._out) + b"".join(map(_masked, texts)))

    def write(self) -> None:
        """Write what the socket takes."""
        try:
            while self._out:
                self._out = self._out[self.socket.send(self._out[:READ]) :]
        except BlockingIOError:
            return

    def read(self) -> None:
        """Put the payloads of what has come into `heard`."""
        try:
            data = self._in + self.socket.recv(READ)
        except BlockingIOError:
            return
        start = 0
        while (found := _frame(data, start)) is not None:
            begin, start = found
            self.heard.append(data[begin:start])
        self._in = data[start:]

    def _upgrade(self, port: int) -> None:
        self.socket.sendall(
            f"GET /wt HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._in:
            self._in += self.socket.recv(READ)
        head, _, self._in = self._in.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise RuntimeError(f"The bridge refuses: {head!r}")


def _masked(text: bytes) -> bytes:
    """Return a frame whose mask is all zeros, so that nothing is to be done for it."""
    size = len(text)
    head = struct.pack("!BB", 0x81, 0x80 | size) if size < 126 else b""
    head = head or struct.pack("!BBH", 0x81, 0x80 | 126, size)
    return head + bytes(4) + text


def _frame(data: bytes, start: int) -> tuple[int, int] | None:
    """Return where the payload of the frame at `start` begins and ends; None: it is not whole."""
    if len(data) < start + 2:
        return None
    size, begin = data[start + 1], start + 2
    if size == 126:
        if len(data) < start + 4:
            return None
        size, begin = int.from_bytes(data[start + 2 : start + 4]), start + 4
    elif size == 127:
        raise RuntimeError("A frame of the server is too large.")
    return (begin, begin + size) if len(data) >= begin + size else None
