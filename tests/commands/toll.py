"""A way to a server on which what goes there is counted, and what comes back can be lost."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Toll:
    """Carries connections to a server."""

    def __init__(self, server: str) -> None:
        self._port = urlsplit(server).port
        self.paid = 0
        """Bytes that went to the server."""
        self.held = asyncio.Event()
        """Whether something of the server's was lost since `hold`."""
        self._is_holding = False
        self._writers: set[StreamWriter] = set()

    def hold(self) -> None:
        """Lose what the server says, until the road is cut."""
        self.held.clear()
        self._is_holding = True

    def cut(self) -> None:
        """Break all connections; new ones are carried as before."""
        self._is_holding = False
        for writer in self._writers:
            writer.transport.abort()

    async def carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry one connection both ways."""
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers |= {writer, back}
        await asyncio.gather(
            self._carry(reader, back, 1), self._carry(there, writer, 0), return_exceptions=True
        )

    async def _carry(self, reader: StreamReader, writer: StreamWriter, price: int) -> None:
        try:
            while data := await reader.read(1 << 18):
                self.paid += price * len(data)
                if self._is_holding and not price:
                    self.held.set()
                    continue
                writer.write(data)
                await writer.drain()
        finally:
            with suppress(OSError):
                writer.close()
                await writer.wait_closed()


@asynccontextmanager
async def toll_road(server: str) -> AsyncIterator[tuple[str, Toll]]:
    """Yield the URL of a way to the server, and what counts on it."""
    toll = Toll(server)
    async with await asyncio.start_server(toll.carry, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", toll
