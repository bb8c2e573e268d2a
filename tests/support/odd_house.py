"""An HTTP server that answers, request by request, what a test has written down."""

import json
from asyncio import StreamReader, StreamWriter, start_server
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from plong.client.wire.address import Address, read_address


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    body: object = b""
    """Bytes as they are, anything else as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)

    def write(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        headers = {"Connection": "close", "Content-Length": str(len(body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} X\r\n{lines}\r\n".encode() + body


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class OddHouse:
    """Where it is, and what was asked."""

    address: Address
    heard: list[Heard]


async def _hear(reader: StreamReader) -> Heard:
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    method, path, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(method, path, headers, body)


@asynccontextmanager
async def odd_house(*answers: Said) -> AsyncIterator[OddHouse]:
    """Run one; each request, in a connection of its own, takes the next answer."""
    left, heard = deque(answers), list[Heard]()

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        heard.append(await _hear(reader))
        writer.write(left.popleft().write())
        writer.close()

    async with await start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield OddHouse(read_address(f"http://127.0.0.1:{port}"), heard)
