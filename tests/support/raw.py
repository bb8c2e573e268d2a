"""A client that writes whatever bytes it is told to, and reads what comes back."""

import asyncio
import json
import select
import socket
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from tests.support.contract import channel_of, socket_contract

CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA

KEY: Final = "dGhlIHNhbXBsZSBub25jZQ=="
"""The key of RFC 6455's own example (section 1.3)."""
ACCEPT: Final = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""The answer to `KEY`."""
MIRRORED: Final = (
    b"OPTIONS / HTTP/1.1\r\nOrigin: null\r\nAccess-Control-Request-Method: GET\r\n"
    b"Access-Control-Request-Headers: " + b"x" * 30_000 + b"\r\n\r\n"
)
"""A question whose answer is as long: the allowed headers."""
_MASK: Final = bytes((0x37, 0xFA, 0x21, 0x3D))
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
_PATIENCE: Final = 5.0
"""Seconds after which a test fails that waits for bytes which do not come."""


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    masked: bool = True,
    length: bytes | None = None,
) -> bytes:
    """Return a client's frame; ``reserved`` are the three bits, ``length`` replaces a true one."""
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    size = _length(len(payload)) if length is None else length
    second = bytes((size[0] | (0x80 if masked else 0),)) + size[1:]
    return bytes((first,)) + second + (_MASK + mask(payload) if masked else payload)


def _length(size: int) -> bytes:
    if size < 126:
        return bytes((size,))
    return b"\x7e" + size.to_bytes(2) if size < 1 << 16 else b"\x7f" + size.to_bytes(8)


def mask(payload: bytes) -> bytes:
    """Apply the mask of `frame` to a payload."""
    count = len(payload)
    key = int.from_bytes((_MASK * (count // 4 + 1))[:count])
    return (int.from_bytes(payload) ^ key).to_bytes(count)


def close_frame(code: int, reason: bytes = b"") -> bytes:
    """Return a client's close frame."""
    return frame(CLOSE, code.to_bytes(2) + reason)


def upgrade(path: str, **headers: str | None) -> bytes:
    """Return a WebSocket upgrade; a keyword changes a header, ``None`` leaves it out."""
    names: dict[str, str | None] = {
        "Host": "127.0.0.1",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = [f"{name}: {value}" for name, value in names.items() if value is not None]
    return "\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode()


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Frame:
    """A frame from the server."""

    opcode: int
    payload: bytes


class RawClient:
    """A TCP connection. Nothing is read before a test asks for it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._loop = asyncio.get_running_loop()
        self._unread = b""
        self.channel: str | None = None
        """Which channel of the AsyncAPI document it is; None: nobody has said."""

    async def send(self, *pieces: bytes) -> None:
        """Send each piece by a system call of its own."""
        async with asyncio.timeout(_PATIENCE):
            for piece in pieces:
                await self._loop.sock_sendall(self._sock, piece)

    async def drip(self, data: bytes, interval: float) -> bool:
        """Send byte by byte; tell whether the server waited for all of them."""
        try:
            for place in range(len(data)):
                await self.send(data[place : place + 1])
                await asyncio.sleep(interval)
        except ConnectionError:
            return False
        return True

    async def _more(self) -> bytes:
        async with asyncio.timeout(_PATIENCE):
            return await self._loop.sock_recv(self._sock, 1 << 16)

    async def read(self, count: int) -> bytes:
        """Return exactly ``count`` bytes."""
        while len(self._unread) < count:
            more = await self._more()
            assert more, f"The server hung up after {self._unread!r}."
            self._unread += more
        result, self._unread = self._unread[:count], self._unread[count:]
        return result

    async def read_until(self, mark: bytes) -> bytes:
        """Return all bytes up to and with ``mark``."""
        while mark not in self._unread:
            more = await self._more()
            assert more, f"The server hung up after {self._unread!r}."
            self._unread += more
        return await self.read(self._unread.index(mark) + len(mark))

    async def read_answer(self) -> Answer:
        """Return the next HTTP answer, its body too."""
        head = (await self.read_until(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}
        body = await self.read(int(headers.get("content-length", "0")))
        return Answer(int(first.split()[1]), headers, body)

    async def read_frame(self) -> Frame:
        """Return the next frame."""
        first, second = await self.read(2)
        size = second
        if second == 126:
            size = int.from_bytes(await self.read(2))
        elif second == 127:
            size = int.from_bytes(await self.read(8))
        frame = Frame(first & 0x0F, await self.read(size))
        self._witness(frame)
        return frame

    def _witness(self, frame: Frame) -> None:
        """Fail if the server is not to say this."""
        if self.channel is not None and frame.opcode in {TEXT, BINARY}:
            text = frame.payload.decode() if frame.opcode == TEXT else frame.payload
            socket_contract(self.channel).hear(text)

    async def read_close(self) -> int:
        """Return the code of the close frame that must come next."""
        frame = await self.read_frame()
        assert frame.opcode == CLOSE, frame
        return int.from_bytes(frame.payload[:2])

    async def read_to_the_end(self) -> bytes:
        """Return all that comes until the server hangs up, in whichever way."""
        try:
            while more := await self._more():
                self._unread += more
        except ConnectionError:
            pass
        result, self._unread = self._unread, b""
        return result

    async def wait_for_reset(self) -> None:
        """Wait until the server has cut the connection; nothing is read meanwhile."""
        poll = select.poll()
        poll.register(self._sock, 0)  # errors and hang-ups are always reported
        events = await asyncio.to_thread(poll.poll, _PATIENCE * 1000)
        assert events, "The server has not cut the connection."

    def half_close(self) -> None:
        """Send nothing more, without a word."""
        self._sock.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Hang up with a TCP reset."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._sock.close()


@asynccontextmanager
async def raw_client(
    port: int, *, receive_buffer: int | None = None, source: str | None = None
) -> AsyncIterator[RawClient]:
    """Connect to a loopback port, perhaps from a certain address; hang up at the end."""
    with socket.socket() as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if receive_buffer is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source is not None:
            sock.bind((source, 0))
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", port))
        yield RawClient(sock)


@asynccontextmanager
async def raw_websocket(
    port: int,
    path: str,
    *,
    receive_buffer: int | None = None,
    source: str = "127.0.0.1",
    **headers: str | None,
) -> AsyncIterator[RawClient]:
    """Connect and upgrade."""
    async with raw_client(port, receive_buffer=receive_buffer, source=source) as client:
        await client.send(upgrade(path, **headers))
        answer = await client.read_answer()
        assert answer.status == 101, answer
        client.channel = channel_of(path, answer.headers.get("sec-websocket-protocol"))
        yield client
