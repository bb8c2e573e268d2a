"""The fast skin's protocol: how much one read may bring."""

import asyncio

from plong.endpoints.picows_wire import PicowsWire
from tests.support.raw import BINARY, TEXT, frame, raw_websocket
from tests.support.server import Server


async def test_one_read_brings_little_however_big_the_messages_are(server: Server) -> None:
    me = await server.ohai()
    async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
        await client.send(
            frame(BINARY, bytes(server.hub.config.max_message)), frame(TEXT, b"\x1bping")
        )
        await client.read_frame()
        [wire] = [seat.wire for seat in server.hub.connections if seat.peer == me.public_id]
        assert isinstance(wire, PicowsWire)
        protocol = wire._socket.get_protocol()
        assert isinstance(protocol, asyncio.BufferedProtocol)
        assert memoryview(protocol.get_buffer(-1)).nbytes <= 64 * 1024
