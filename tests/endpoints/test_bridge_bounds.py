"""Pages that do not read, send too much, or vanish: the relay's defences hold for the bridge."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.exceptions import ConnectionClosed

from plong.hub.pace import Pace
from tests.support.bridge import SETTINGS, Bridge, bridged, greeted, open_bridge
from tests.support.memory import MEBIBYTE, resident
from tests.support.raw import CLOSE, PING, PONG, TEXT, Frame, RawClient, frame, raw_websocket
from tests.support.server import running_server
from tests.support.skins import Skin

BIG = {"ChatMessage": {"message": "x" * 40_000}}


async def key_of(client: RawClient) -> str:
    """Return the key that the first frame says."""
    [word] = json.loads((await client.read_frame()).payload)
    key: str = word["YourEd25519"]["ed25519"]
    return key


async def introduce(ben: Bridge, ann: RawClient) -> str:
    """Let a page know another, which reads nothing more from then on; return its key."""
    key = await key_of(ann)
    await ben.tell(key, {"ChatMessage": {"message": "Hi"}})
    async with asyncio.timeout(10):
        while b"Hi" not in (await ann.read_frame()).payload:
            pass
    return key


async def is_answered(bridge: Bridge) -> None:
    await bridge.say({"PleaseReturnThisMessage": {"cookie": "1"}})
    assert await bridge.hears("ReturnedMessage") == {"cookie": "1"}


async def flood(bridge: Bridge, key: str) -> None:
    """Tell somebody more than all buffers hold, though the node drops what is too much for it."""
    while True:
        await bridge.tell(key, BIG)


@asynccontextmanager
async def flooding(bridge: Bridge, key: str) -> AsyncIterator[None]:
    """Tell somebody much, until the block ends; nobody waits for the rest of it to be read."""
    sending = asyncio.create_task(flood(bridge, key))
    try:
        yield
    finally:
        sending.cancel()
        bridge.connection.transport.abort()
        with suppress(asyncio.CancelledError, ConnectionClosed):
            await sending


async def test_a_page_that_does_not_read_holds_its_node_and_loses_its_seat(skin: Skin) -> None:
    bounds = {"buffer_size": 16, "buffer_bytes": 262_144}
    async with (
        skin(**SETTINGS, **bounds, slow_timeout=0.5, close_timeout=0.1) as server,
        bridged(server) as other,
        bridged(server) as ben,
        raw_websocket(server.port, "/wt", receive_buffer=4096) as ann,
    ):
        key = await introduce(ben, ann)
        before = resident()
        async with flooding(ben, key), asyncio.timeout(10):
            while len([*server.hub.connections]) > 2:
                await is_answered(other)  # nobody else is held up
            assert resident() - before < 16 * MEBIBYTE
        await is_answered(other)


async def test_a_page_that_reads_late_goes_on(skin: Skin) -> None:
    bounds = {"buffer_size": 16, "buffer_bytes": 262_144}
    async with (
        skin(**SETTINGS, **bounds) as server,
        bridged(server) as ben,
        raw_websocket(server.port, "/wt", receive_buffer=4096) as ann,
    ):
        key = await introduce(ben, ann)
        async with flooding(ben, key), asyncio.timeout(10):
            while not any(seat.buffer.stalled for seat in server.hub.connections):
                await is_answered(ben)
        await ann.send(frame(TEXT, b'[{"PleaseReturnThisMessage":{"cookie":"late"}}]'))
        async with asyncio.timeout(10):
            while b'"ReturnedMessage"' not in (await ann.read_frame()).payload[:30]:
                pass


async def test_pings_are_answered() -> None:
    async with (
        running_server(**SETTINGS) as server,
        raw_websocket(server.port, "/wt") as client,
    ):
        await key_of(client)
        await client.send(frame(PING, b"Hello"))
        while (answer := await client.read_frame()).opcode != PONG:
            pass
        assert answer == Frame(PONG, b"Hello")


async def test_a_page_that_vanishes_is_found() -> None:
    async with (
        running_server(**SETTINGS, keepalive=0.2) as server,
        raw_websocket(server.port, "/wt") as client,
    ):
        async with asyncio.timeout(5):
            while (farewell := await client.read_frame()).opcode != CLOSE:
                pass
        assert farewell.payload == (1001).to_bytes(2) + b"No answer to keepalive."
        assert list(server.hub.connections) == []


async def test_who_goes_on_sending_too_fast_is_closed_with_4008(
    skin: Skin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.0)
    async with skin(**SETTINGS, messages_per_second=5) as server, bridged(server) as ann:
        for _ in range(200):
            await ann.connection.send("[]")
        assert await ann.hears_the_end() == (4008, "Sending too fast.")


async def test_what_is_encrypted_counts_for_many_messages(
    skin: Skin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.0)
    async with skin(**SETTINGS, messages_per_second=50) as server, bridged(server) as ann:
        for _ in range(30):  # plain ones could be three times as many
            await ann.tell("0" * 63 + "1", {})
        assert await ann.hears_the_end() == (4008, "Sending too fast.")


async def test_a_server_that_ends_says_1012(skin: Skin) -> None:
    async with skin(**SETTINGS) as server:
        bridge = await greeted(await open_bridge(server))
    assert (await bridge.hears_the_end())[0] == 1012
