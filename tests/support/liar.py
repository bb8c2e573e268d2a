"""A way to a server on which some of what it says is changed: so it does one thing wrong."""

import asyncio
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.support.unmasking import Unmasking


@dataclass(frozen=True)
class Lie:
    """What is said wrongly, and where."""

    true: bytes
    """A pattern of bytes from the server. In frames, and bodies, the false ones are as many."""
    false: bytes
    where: bytes = b""
    """A pattern of what the client asked on that connection, messages of WebSockets unmasked;
    without, everywhere."""
    times: int = 1_000_000
    is_misheard: bool = False
    """Whether it is the server who takes what it hears for something else."""


class _Liar:
    def __init__(self, server: str, lie: Lie) -> None:
        self._port = urlsplit(server).port
        self._lie = lie
        self._left = lie.times

    async def carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Carry one connection both ways."""
        there, back = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        asked = bytearray()
        await asyncio.gather(
            self._carry(reader, back, asked),
            self._twist(there, writer, asked),
            return_exceptions=True,
        )

    async def _carry(self, reader: StreamReader, writer: StreamWriter, asked: bytearray) -> None:
        unmasking = Unmasking()
        try:
            while data := await reader.read(1 << 18):
                asked += unmasking.read(data)[: (1 << 17) - len(asked)]
                writer.write(self._lied(data) if self._applies(asked, is_heard=True) else data)
                await writer.drain()
        finally:
            await _close(writer)

    async def _twist(self, reader: StreamReader, writer: StreamWriter, asked: bytearray) -> None:
        try:
            while data := await reader.read(1 << 22):
                writer.write(self._lied(data) if self._applies(asked, is_heard=False) else data)
                await writer.drain()
        finally:
            await _close(writer)

    def _applies(self, asked: bytearray, *, is_heard: bool) -> bool:
        if self._left <= 0 or self._lie.is_misheard is not is_heard:
            return False
        return re.search(self._lie.where, asked, re.DOTALL) is not None

    def _lied(self, data: bytes) -> bytes:
        lied, number = re.subn(self._lie.true, self._lie.false, data, count=self._left)
        self._left -= number
        return lied


async def _close(writer: StreamWriter) -> None:
    with suppress(OSError):
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def lying(server: str, lie: Lie) -> AsyncIterator[str]:
    """Yield the URL of the same server, but for this lie."""
    liar = _Liar(server, lie)
    async with await asyncio.start_server(liar.carry, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
