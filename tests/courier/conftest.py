"""A stranger's server, which answers as each test wants."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network

import pytest

from plong.courier.http import HttpCourier

Answer = Callable[[bytes], bytes]


class Stranger:
    """Answers every request with what `answer` makes of its head, and keeps what came."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _: b"HTTP/1.1 204 No Content\r\n\r\n"
        self.after: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
        self.requests: list[bytes] = []
        self.connections = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head)
            if length := re.search(rb"Content-Length: (\d+)", head):
                await reader.readexactly(int(length[1]))
            writer.write(self.answer(head))
            if self.after:
                await self.after(writer)
            await writer.drain()
        finally:
            writer.close()


@pytest.fixture
async def stranger() -> AsyncIterator[Stranger]:
    stranger = Stranger()
    server = await asyncio.start_server(stranger.serve, "127.0.0.1", 0)
    stranger.port = server.sockets[0].getsockname()[1]
    async with server:
        yield stranger


@pytest.fixture
async def courier() -> AsyncIterator[HttpCourier]:
    """A courier who may go to this machine."""
    courier = HttpCourier([ip_network("127.0.0.0/8"), ip_network("::1/128")])
    yield courier
    await courier.close()


@pytest.fixture
async def strict() -> AsyncIterator[HttpCourier]:
    """A courier who may not."""
    courier = HttpCourier([])
    yield courier
    await courier.close()
