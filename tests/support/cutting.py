"""A way to a server that breaks now and then, as a telephone's on a train."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

_PIECE: Final = 1 << 16


class Cutter:
    """Passes bytes on, and cuts connections after as many as it draws; in all at most so often."""

    def __init__(self, port: int, seed: int, cuts: int, longest: int) -> None:
        self._port, self._cuts, self._longest = port, cuts, longest
        self._draw = random.Random(seed)
        self.url = ""
        self.count = 0
        """Connections that were cut."""

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", self._port)
        left = self._draw.randrange(self._longest) if self.count < self._cuts else None
        both = [self._pump(reader, there[1], left), self._pump(there[0], writer, left)]
        tasks = [asyncio.create_task(pump) for pump in both]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in (writer, there[1]):
                end.transport.abort()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int | None
    ) -> None:
        try:
            while data := await reader.read(_PIECE):
                if left is not None and (left := left - len(data)) < 0:
                    self.count += 1
                    return
                writer.write(data)
                await writer.drain()
        except OSError:
            pass


@asynccontextmanager
async def cutting(port: int, seed: int, *, cuts: int, longest: int) -> AsyncIterator[Cutter]:
    """Run a way to the server at this port.

    Args:
        seed: what is drawn from.
        cuts: after how many cuts it breaks no more.
        longest: bytes after which a connection is cut at the latest, until then.
    """
    cutter = Cutter(port, seed, cuts, longest)
    passing: set[asyncio.Task[None]] = set()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(cutter.pass_on(reader, writer))
        passing.add(task)
        task.add_done_callback(passing.discard)

    async with await asyncio.start_server(take, "127.0.0.1", 0) as way:
        cutter.url = f"http://127.0.0.1:{way.sockets[0].getsockname()[1]}"
        yield cutter
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)
