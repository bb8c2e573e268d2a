"""Where a hostile peer acts: its sockets, and how long the server has held each of them."""

import asyncio
import contextlib
import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.client import HOST
from bench.hostile.bytes import TEXT, frame, upgrade

LOOK_SECONDS: Final = 0.05
_SMALL: Final = 4096
"""Bytes that the system takes for a peer who does not read."""


@dataclass(frozen=True)
class Ports:
    """The server's doors."""

    http: int
    libp2p: int
    udp: int


@dataclass
class Stage:
    """One kind's peers."""

    ports: Ports
    until: float
    """When they begin nothing new any more, on the monotonic clock."""
    lives: list[float] = field(default_factory=list)
    """Seconds for which the server has held each connection, once it was hostile."""
    _held: set[int] = field(default_factory=set)
    _looked_at: float = 0.0

    @contextmanager
    def connection(self, port: int = 0, *, deaf: bool = False) -> Iterator[socket.socket]:
        """Lend a socket that connects to a door; a deaf one takes little that is not read."""
        with socket.socket() as sock:
            if deaf:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect((HOST, port or self.ports.http))
            sock.setblocking(False)
            yield sock

    async def say(self, sock: socket.socket, data: bytes) -> None:
        """Send bytes. Raise `OSError` once the server has hung up."""
        await asyncio.get_running_loop().sock_sendall(sock, data)

    async def hear(self, sock: socket.socket) -> bytes:
        """Return what comes next; nothing at the end."""
        return await asyncio.get_running_loop().sock_recv(sock, 1 << 16)

    async def enter(self, sock: socket.socket, path: str) -> None:
        """Ask for a WebSocket, and read the answer."""
        await self.say(sock, upgrade(path))
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = await self.hear(sock)
            if not more:
                raise ConnectionError("The server has hung up.")
            answer += more

    async def command(self, sock: socket.socket, command: str) -> None:
        """Give a command of the relay, without waiting for the answer."""
        await self.say(sock, frame(TEXT, b"\x1b" + command.encode()))

    async def ohai(self) -> tuple[str, str]:
        """Return a new peer's path, and its PublicId."""
        with self.connection() as sock:
            await self.say(sock, f"GET /ohai HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            answer = json.loads((await self.hear(sock)).rpartition(b"\r\n")[2])
        return f"/ws/{answer['PrivateId']}", answer["PublicId"]

    def reset(self, sock: socket.socket) -> None:
        """Hang up with a TCP reset."""
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()

    async def outlast(self, sock: socket.socket) -> None:
        """Wait until the server holds the connection no more, whatever this side sees of it."""
        began, port = time.monotonic(), sock.getsockname()[1]
        await asyncio.sleep(LOOK_SECONDS)  # else this one may not be in the last look
        while port in self._look():  # noqa: ASYNC110  # this side may see nothing
            await asyncio.sleep(LOOK_SECONDS)
        self.lives.append(time.monotonic() - began)

    def _look(self) -> set[int]:
        """Return all that are held; of many who ask at once, one looks."""
        if time.monotonic() - self._looked_at >= LOOK_SECONDS:
            self._looked_at = time.monotonic()
            self._held = held_by(self.ports.http) | held_by(self.ports.libp2p)
        return self._held

    async def pour(self, sock: socket.socket, data: bytes) -> None:
        """Say the same again and again until the server hangs up."""
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while True:
                await self.say(sock, data)
        self.lives.append(time.monotonic() - began)


def held_by(port: int) -> set[int]:
    """Return the remote ports of the connections that a process holds at a local port.

    Linux's proc(5): a socket that only the kernel still holds has the inode 0.
    """
    held = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[1].endswith(f":{port:04X}") and words[9] != "0":
            held.add(int(words[2].rpartition(":")[2], 16))
    return held - {0}


def calm_down() -> None:
    """Take no processor time from who measures: run only while it has nothing to do."""
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    os.nice(19)
