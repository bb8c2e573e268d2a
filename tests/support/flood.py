"""Readers that stop, and senders that do not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from websockets.asyncio.client import ClientConnection

from tests.support.raw import TEXT, RawClient, frame, raw_websocket
from tests.support.server import Me, Server
from tests.support.talk import Pair, link

SIZE: Final = 64 * 1024
MOST: Final = 1024
"""Messages of `SIZE` bytes that senders try to send: more than all buffers of the system hold."""
_PATIENCE: Final = 5.0
"""Seconds after which a test fails that waits for what does not happen."""


def numbered(number: int) -> bytes:
    return number.to_bytes(4) + bytes(SIZE - 4)


class Flood:
    """Sends numbered messages as fast as the server takes them, and listens."""

    def __init__(self, connection: ClientConnection, count: int = MOST) -> None:
        self.sent = 0
        self.words: list[str | bytes] = []
        self.sent_at_first_word = 0
        self._connection = connection
        self._tasks = [
            asyncio.create_task(self._send(count)),
            asyncio.create_task(self._listen()),
        ]
        self.first_word = asyncio.Event()

    async def _send(self, count: int) -> None:
        for number in range(count):
            await self._connection.send(numbered(number))
            self.sent = number + 1

    async def _listen(self) -> None:
        while True:
            self.words.append(await self._connection.recv())
            self.sent_at_first_word = self.sent_at_first_word or self.sent
            self.first_word.set()

    async def heard(self) -> None:
        """Wait until the server has said something."""
        async with asyncio.timeout(_PATIENCE):
            await self.first_word.wait()

    async def sent_all(self) -> None:
        """Wait until the server has taken all messages."""
        async with asyncio.timeout(_PATIENCE):
            await self._tasks[0]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def sleeper(server: Server, me: Me) -> AsyncIterator[RawClient]:
    """Connect somebody who reads only when told to, with little room in the system's buffers."""
    path = f"/ws/{me.private_id}"
    async with raw_websocket(server.port, path, receive_buffer=4096) as client:
        await client.send(frame(TEXT, b"\x1bping"))
        await client.read_frame()
        yield client


@asynccontextmanager
async def flooded(server: Server, reader: Me, count: int = MOST) -> AsyncIterator[Flood]:
    """Let somebody link to the reader and flood it."""
    async with server.connect(await server.ohai()) as connection:
        await link(connection, reader)
        flood = Flood(connection, count)
        yield flood
        await flood.stop()
        connection.transport.abort()  # who is held hears no answer to a close


async def stall(server: Server, others: Pair) -> None:
    """Wait until a reader is so slow that somebody is held."""
    async with asyncio.timeout(_PATIENCE):
        while not any(seat.buffer.stalled for seat in server.hub.connections):
            await others.talk()
