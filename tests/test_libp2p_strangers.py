"""Whatever strangers say to libp2p at the real socket, the next good peer is answered."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from plong.libp2p.pulse import HANDSHAKE_TIMEOUT
from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.frames import (
    DATA,
    GO_AWAY,
    PING,
    RST,
    SYN,
    WINDOW,
    WINDOW_UPDATE,
    write_header,
)
from tests.support.libp2p import (
    Pipe,
    has_peers,
    is_answered,
    peering_of,
    prove,
    read_to_the_end,
    send_in_pieces,
    stop_reading,
    stranger,
)
from tests.support.memory import MEBIBYTE, resident
from tests.support.server import Server
from tests.support.skins import SKINS

DOORS = ("picows tcp", "picows ws", "portable ws")
MULTISTREAM = b"\x13/multistream/1.0.0\n"
NOISE = MULTISTREAM + b"\x07/noise\n"
STREAMS = 8
GOOD_EXCHANGE = 420
"""Bytes that a dialer says until its first ping is sent."""


class Door:
    """A server, and one way in."""

    def __init__(self, server: Server, way: str) -> None:
        self.server = server
        self.way = way

    def stranger(self) -> AbstractAsyncContextManager[Pipe]:
        return stranger(self.server, self.way)

    async def is_fine(self) -> None:
        """See that nobody is left, and a good peer is answered."""
        await has_peers(self.server, 0)
        await is_answered(self.server, self.way)
        await has_peers(self.server, 0)
        assert len([*self.server.hub.connections]) == 0


@pytest.fixture(params=DOORS)
async def door(request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    skin, way = request.param.split()
    # Who is held is only looked at again when it is too slow, under ASGI.
    bounds = {"libp2p_streams": STREAMS, "slow_timeout": 1, "close_timeout": 0.2}
    async with SKINS[skin](mode="hwl", **bounds) as server:
        yield Door(server, way)


@pytest.mark.parametrize(
    "said",
    [
        b"\xff" * 100,
        b"\x05\xff\xfe\xfd\xfc\n",
        b"\xff\xff\xff\xff\x7f" + bytes(1000),
        b"\x81\x08" + b"x" * 1025,
        b"\x00" * 1000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: a browser that was led astray\r\n\r\n",
        b"\x13/multistream/2.0.0\n",
        MULTISTREAM + b"\x03na\n" * 100,
        MULTISTREAM + b"\x0a/tls/1.0.0" * 100,
        NOISE + bytes(100),
        NOISE + b"\x00\x20" + bytes(32) + b"\xff\xff" + bytes(65535),
        NOISE + b"\x00\x20" + bytes(range(32)) + b"\x00\x60" + bytes(96),
    ],
)
async def test_garbage_instead_of_a_handshake_is_hung_up_on(door: Door, said: bytes) -> None:
    async with door.stranger() as pipe:
        await pipe.send(said)
        await read_to_the_end(pipe)
    await door.is_fine()


@pytest.mark.parametrize(
    "said",
    [
        b"\x01" + bytes(11),
        b"\xff" * 12,
        write_header(DATA, SYN, 1, WINDOW + 1),
        write_header(DATA, SYN, 2, 0),
        write_header(DATA, 0, 7, 0),
        write_header(DATA, SYN, 0, 0),
        write_header(PING, RST, 0, 1),
        write_header(WINDOW_UPDATE, SYN, 1, 0) + write_header(WINDOW_UPDATE, 0, 1, 2**32 - 1),
        write_header(WINDOW_UPDATE, SYN, 1, 0) * 2,
    ],
)
async def test_wild_frames_are_hung_up_on(door: Door, said: bytes) -> None:
    async with door.stranger() as pipe:
        insider = await prove(pipe)
        await insider.send(said)
        await read_to_the_end(pipe)
    await door.is_fine()


async def test_one_byte_at_a_time_is_enough(door: Door) -> None:
    async with door.stranger() as pipe:
        insider = await prove(pipe, piece=1)
        await insider.open_ping(1)
        for number in range(32):
            await insider.send(write_header(DATA, 0, 1, 1) + bytes([number]))
        heard = b""
        while bytes(range(32)) not in heard:
            heard += await insider.read()
        await insider.send(write_header(GO_AWAY, 0, 0, 0))
    await door.is_fine()


@pytest.mark.parametrize("said", [b"", MULTISTREAM[:7], NOISE, NOISE + b"\x00\x20" + bytes(5)])
async def test_a_handshake_that_is_not_ended_is_dropped(door: Door, said: bytes) -> None:
    async with door.stranger() as pipe:
        if said:
            await pipe.send(said)
        await has_peers(door.server, 1)
        node = peering_of(door.server).node
        for connection in node.connections:
            connection.tick(node.now() + HANDSHAKE_TIMEOUT - 1)
        assert len(node.connections) == 1
        for connection in node.connections:
            connection.tick(node.now() + HANDSHAKE_TIMEOUT)
        await read_to_the_end(pipe)
    await door.is_fine()


async def test_thousands_of_streams_are_reset_at_the_cap(door: Door) -> None:
    async with door.stranger() as pipe:
        insider = await prove(pipe)
        before = resident()
        for first in range(1, 10_001, 1000):
            numbers = range(first, first + 1000, 2)
            await insider.send(
                b"".join(write_header(WINDOW_UPDATE, SYN, number, 0) for number in numbers)
            )
        resets = 0
        while resets < 5000 - STREAMS:
            resets += (await insider.read()).count(write_header(WINDOW_UPDATE, RST, 0, 0)[1:4])
        assert resident() - before < 8 * MEBIBYTE
        [connection] = peering_of(door.server).node.connections
        assert connection.streams == STREAMS
        await is_answered(door.server, door.way)
    await door.is_fine()


async def test_echoes_that_are_not_read_stop_at_the_window(door: Door) -> None:
    async with door.stranger() as pipe:
        insider = await prove(pipe)
        before = resident()
        for stream in (1, 3):
            await insider.open_ping(stream)
            await insider.send_data(stream, bytes(WINDOW // 2))
        await is_answered(door.server, door.way)
        assert resident() - before < 8 * MEBIBYTE
    await door.is_fine()


async def test_who_reads_nothing_is_not_read(door: Door) -> None:
    async with door.stranger() as pipe:
        insider = await prove(pipe)
        before = resident()
        await stop_reading(insider)
        await is_answered(door.server, door.way)
        assert resident() - before < 24 * MEBIBYTE  # this process is the stranger, too
    await door.is_fine()


async def test_who_sends_beyond_the_window_is_hung_up_on(door: Door) -> None:
    async with door.stranger() as pipe:
        insider = await prove(pipe)
        await insider.open_ping(1)
        sending = asyncio.create_task(insider.send_data(1, bytes(4 * WINDOW)))
        await read_to_the_end(pipe)  # without ever saying that it was read
        await sending
    await door.is_fine()


async def test_a_third_stream_is_reset_and_the_others_go_on(door: Door) -> None:
    async with door.stranger() as pipe:
        insider = await prove(pipe)
        for stream in (1, 3, 5):
            await insider.open_ping(stream, b"e" * 32)
        heard = b""
        while heard.count(b"e" * 32) < 2 or write_header(WINDOW_UPDATE, RST, 5, 0) not in heard:
            heard += await insider.read()
    await door.is_fine()


async def test_many_come_and_go_and_nothing_is_left(door: Door) -> None:
    before = 0
    for number in range(300):
        async with door.stranger() as pipe:
            insider = await prove(pipe)
            await insider.open_ping(1, bytes(32))
            await insider.read()
        if number == 100:
            before = resident()
    await door.is_fine()
    assert resident() - before < 4 * MEBIBYTE


async def test_who_hangs_up_in_mid_word_is_forgotten(door: Door) -> None:
    for said in (b"", NOISE[:25], NOISE):
        async with door.stranger() as pipe:
            await send_in_pieces(pipe, said, 9)
    await door.is_fine()


class Spoiling(Pipe):
    """Sends one byte otherwise than it is told."""

    def __init__(self, pipe: Pipe, place: int) -> None:
        self._pipe = pipe
        self._left = place

    async def send(self, data: bytes) -> None:
        place, self._left = self._left, self._left - len(data)
        if 0 <= place < len(data):
            data = data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :]
        await self._pipe.send(data)

    async def read(self) -> bytes:
        return await self._pipe.read()


async def test_a_good_exchange_with_any_byte_spoilt_harms_nobody(door: Door) -> None:
    for place in range(0, GOOD_EXCHANGE, 3):
        async with door.stranger() as pipe:
            with contextlib.suppress(AssertionError, ProtocolViolation, TimeoutError):
                async with asyncio.timeout(0.05):  # it may be that more is waited for
                    insider = await prove(Spoiling(pipe, place))
                    await insider.open_ping(1, bytes(32))
                    await insider.read()
    await door.is_fine()
