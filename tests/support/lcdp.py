"""LCDP on loopback: strangers with a socket, the quick-start's node, waiting for what is told."""

import asyncio
import json
import socket
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from plong.hub.clock import Clock

PATIENCE: Final = 20.0
"""Seconds after which a test fails that waits for a datagram, or for a node to find another."""
SEEDS_LINE: Final = b'[{"PleaseSendPeers":{}}]'
_QUICK_START: Final = Path(__file__).with_name("quick_start.txt")

Message = dict[str, Any]


class Stranger:
    """A socket on loopback, connected to a node.

    Args:
        port: the node's.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.connect(("127.0.0.1", port))

    @property
    def address(self) -> str:
        """Return where it is, as LCDP writes it."""
        return f"127.0.0.1:{self.socket.getsockname()[1]}"

    async def send(self, data: bytes) -> None:
        """Send one datagram."""
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def hear(self) -> bytes:
        """Return the next datagram."""
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(loop.sock_recv(self.socket, 65535), PATIENCE)

    async def ask(self, *messages: Message) -> list[Message]:
        """Return the messages of the next datagram after these were sent."""
        await self.send(json.dumps(messages).encode())
        return read(await self.hear())

    def waiting(self) -> list[bytes]:
        """Return all datagrams that have come."""
        found: list[bytes] = []
        try:
            while True:
                found.append(self.socket.recv(65535))
        except BlockingIOError:
            return found


@contextmanager
def stranger(port: int) -> Iterator[Stranger]:
    """Open one for a block."""
    one = Stranger(port)
    with one.socket:
        yield one


def read(data: bytes) -> list[Message]:
    """Return the messages of a datagram."""
    messages: list[Message] = json.loads(data)
    return messages


def find(messages: list[Message], name: str) -> Any:
    """Return the payload of the one message of a type."""
    [payload] = [message[name] for message in messages if name in message]
    return payload


async def status_when(
    http: httpx.AsyncClient, condition: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Return the first ``/status.json`` of a server that meets a condition."""
    last: dict[str, Any] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while not condition(last := (await http.get("/status.json")).json()):
                pass
    except TimeoutError:
        raise AssertionError(last) from None
    return last


def free_udp_port() -> int:
    """Return a port on loopback that nobody has just now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


@asynccontextmanager
async def quick_start_node() -> AsyncIterator[int]:
    """Run the quick-start's node, line for line but for its port, which it returns."""
    port = free_udp_port()
    source = _QUICK_START.read_text(encoding="utf-8").replace("24254", str(port))
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", source, stderr=PIPE)
    try:
        yield port
    finally:
        process.kill()
        await process.communicate()


class FastClock(Clock):
    """An hour of a node's takes three minutes."""

    def now(self) -> float:
        """Return epoch seconds that hurry."""
        return self._offset + time.monotonic() * 20
