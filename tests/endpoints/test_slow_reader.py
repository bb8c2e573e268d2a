"""A reader that stops: its senders wait, memory stays bounded, everybody else goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection

from tests.support.memory import MEBIBYTE, resident
from tests.support.raw import (
    BINARY,
    CLOSE,
    PING,
    TEXT,
    RawClient,
    close_frame,
    frame,
    raw_websocket,
)
from tests.support.server import ESC, Me, Server, running_server
from tests.support.skins import Skin
from tests.support.talk import hear, link, linked_pair

SIZE = 64 * 1024
MOST = 1024
"""Messages of `SIZE` bytes that senders try to send: more than all buffers of the system hold."""
NOT_CONNECTED = ESC + '{"Error":"Peer not connected."}'
PATIENCE = 5.0
"""Seconds after which a test fails that waits for what does not happen."""
SMALL_BUFFERS = {"buffer_size": 16, "buffer_bytes": 4 * SIZE}


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
        async with asyncio.timeout(PATIENCE):
            await self.first_word.wait()

    async def sent_all(self) -> None:
        """Wait until the server has taken all messages."""
        async with asyncio.timeout(PATIENCE):
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


async def test_senders_are_held_then_told_and_others_go_on(skin: Skin) -> None:
    async with skin(slow_timeout=0.5, close_timeout=0.1, **SMALL_BUFFERS) as server:
        me = await server.ohai()
        async with linked_pair(server) as others, sleeper(server, me):
            before = resident()
            async with flooded(server, me) as flood:
                async with asyncio.timeout(PATIENCE):
                    while not flood.first_word.is_set():
                        await others.talk()
                assert resident() - before < 16 * MEBIBYTE
                assert flood.sent_at_first_word < MOST // 2
                await others.talk()
            assert set(flood.words) == {NOT_CONNECTED}


async def test_who_never_reads_is_cut_off() -> None:
    async with running_server(slow_timeout=0.2, close_timeout=0.1, **SMALL_BUFFERS) as server:
        me = await server.ohai()
        async with sleeper(server, me) as client, flooded(server, me) as flood:
            await client.wait_for_reset()
            await flood.heard()


async def test_who_wakes_up_too_late_reads_whole_messages_and_why_it_was_closed() -> None:
    async with running_server(slow_timeout=0.2, **SMALL_BUFFERS) as server:
        me = await server.ohai()
        async with sleeper(server, me) as client, flooded(server, me) as flood:
            await flood.heard()
            received = 0
            while (message := await client.read_frame()).opcode == BINARY:
                assert message.payload.endswith(numbered(received))
                received += 1
            assert message.opcode == CLOSE
            assert message.payload == (4008).to_bytes(2) + b"Reading too slowly."


async def test_who_wakes_up_in_time_gets_everything_in_order(skin: Skin) -> None:
    async with skin(**SMALL_BUFFERS) as server:
        me = await server.ohai()
        async with (
            linked_pair(server) as others,
            sleeper(server, me) as client,
            flooded(server, me, 300) as flood,
        ):
            for _ in range(20):
                await others.talk()
            for number in range(300):
                assert (await client.read_frame()).payload.endswith(numbered(number))
            await flood.sent_all()
            assert flood.words == []


async def test_who_is_held_can_be_closed() -> None:
    async with running_server(close_timeout=60, **SMALL_BUFFERS) as server:
        me, reader = await server.ohai(), await server.ohai()
        async with (
            linked_pair(server) as others,
            sleeper(server, reader),
            raw_websocket(server.port, f"/ws/{me.private_id}") as client,
        ):
            await client.send(frame(TEXT, f"\x1bchlink {reader.public_id}".encode()))
            flood = asyncio.create_task(client.send(*[frame(BINARY, bytes(SIZE))] * MOST))
            async with asyncio.timeout(PATIENCE):
                while not any(seat.buffer.stalled for seat in server.hub.connections):
                    await others.talk()
            await server.post("/obai", {"PrivateId": me.private_id})
            assert await client.read_close() == 4001
            await flood
            await client.send(close_frame(4001))
            assert await client.read_to_the_end() == b""


async def test_one_slow_reader_of_two_does_not_keep_the_other_from_its_messages() -> None:
    async with running_server(**SMALL_BUFFERS) as server:
        slow, quick = await server.ohai(), await server.ohai()
        async with (
            sleeper(server, slow),
            server.connect(quick) as quicks,
            flooded(server, slow),
            server.connect(await server.ohai()) as others,
        ):
            await link(others, quick)
            for number in range(100):
                await others.send(str(number))
                message = await hear(quicks)
                assert isinstance(message, str)
                assert message.endswith(f":{number}")


@pytest.mark.parametrize(
    "block",
    [frame(PING, b"x" * 125) * 400, frame(BINARY, bytes(SIZE))],
    ids=["pings", "messages to oneself"],
)
async def test_who_floods_itself_and_never_reads_is_cut_off(block: bytes) -> None:
    async with running_server(slow_timeout=0.2, close_timeout=0.1) as server:
        me = await server.ohai()
        async with linked_pair(server) as others, sleeper(server, me) as client:
            await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()))
            before = resident()
            flood = asyncio.create_task(client.send(*[block] * MOST))
            await client.wait_for_reset()
            await asyncio.gather(flood, return_exceptions=True)  # once closed, all is dropped
            assert resident() - before < 16 * MEBIBYTE
            await others.talk()
