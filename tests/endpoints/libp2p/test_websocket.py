"""Peers of libp2p at the path `/` of the HTTP port, through both skins."""

import asyncio
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from plong.libp2p import ping
from plong.protocol.libp2p.yamux.frames import DATA
from tests.support.libp2p import (
    MessagePipe,
    address_of,
    has_peers,
    is_answered,
    peering_of,
    prove,
    stop_reading,
    stranger,
)
from tests.support.raw import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    Frame,
    frame,
    raw_client,
    raw_websocket,
    upgrade,
)
from tests.support.server import Connecting, Server
from tests.support.skins import Skin
from tests.support.talk import hear_close

OFF = (404, 'libp2p is switched off on this server ("l" is not in its mode).')
FOREIGN = "Pages of this origin may not use this server."
MULTISTREAM = b"\x13/multistream/1.0.0\n"


def open_peer(server: Server, **options: Any) -> Connecting:
    return connect(f"{server.ws_url}/", compression=None, **options)


async def hears_multistream(connection: ClientConnection) -> None:
    await connection.send(MULTISTREAM)
    async with asyncio.timeout(5):
        assert await connection.recv() == MULTISTREAM


async def test_a_peer_is_answered(skin: Skin) -> None:
    async with skin(mode="hl") as server:
        pongs = [pong async for pong in ping(address_of(server, "ws"), count=3, interval=0)]
        assert [pong.why for pong in pongs] == [None] * 3


async def test_the_page_stays_where_it_is(skin: Skin) -> None:
    async with skin(mode="hwxl") as server:
        page = await server.http.get("/", headers={"Accept": "text/html"})
        assert page.headers["Content-Type"].startswith("text/html")
        status = (await server.http.get("/")).json()
        assert status["Libp2p"]["Addresses"] == [*peering_of(server).addresses]
        assert (await server.http.post("/")).status_code == 405
        await is_answered(server, "ws")


async def test_where_there_is_no_page_the_status_stays(skin: Skin) -> None:
    async with skin(mode="l") as server:
        assert (await server.http.get("/")).json()["Libp2p"]["Peers"] == 0
        await is_answered(server, "ws")


async def test_the_relay_is_told_the_same_status(skin: Skin) -> None:
    async with skin(mode="hwxl") as server:
        me = await server.ohai()
        async with server.connect(me) as connection:
            await connection.send("\x1bwuu2")
            assert '"Libp2p"' in str(await connection.recv())


async def test_without_l_it_is_switched_off(skin: Skin) -> None:
    async with skin(mode="hwx") as server, raw_client(server.port) as client:
        await client.send(upgrade("/"))
        answer = await client.read_answer()
        assert (answer.status, answer.json["Error"]) == OFF


async def test_pages_of_any_origin_may_come_unless_some_are_named(skin: Skin) -> None:
    page: Any = "https://page.example"
    async with skin(mode="hl") as server, open_peer(server, origin=page) as connection:
        await hears_multistream(connection)
    async with (
        skin(mode="hl", allowed_origins=["https://a.example"]) as server,
        raw_client(server.port) as client,
    ):
        await client.send(upgrade("/", Origin=page))
        assert (await client.read_answer()).status == 403
        await is_answered(server, "ws")


async def test_a_subprotocol_is_taken_whichever_it_is(skin: Skin) -> None:
    offers: Any = ["libp2p", "binary"]
    async with skin(mode="hl") as server:
        async with open_peer(server, subprotocols=offers) as connection:
            assert connection.subprotocol == "libp2p"
            await hears_multistream(connection)
        async with open_peer(server) as connection:
            assert connection.subprotocol is None


async def test_text_is_closed_with_1003(skin: Skin) -> None:
    async with skin(mode="hl") as server, open_peer(server) as connection:
        await hears_multistream(connection)
        await connection.send("Hello")
        assert await hear_close(connection) == (1003, "Only binary messages.")
        await has_peers(server, 0)


async def test_messages_may_be_cut_anywhere(skin: Skin) -> None:
    async with skin(mode="hl") as server, raw_websocket(server.port, "/") as client:
        await client.send(frame(BINARY, MULTISTREAM[:3]), frame(BINARY, b""))
        await client.send(frame(BINARY, MULTISTREAM[3:9], fin=False))
        await client.send(frame(CONTINUATION, MULTISTREAM[9:]))
        assert await client.read_frame() == Frame(BINARY, MULTISTREAM)


async def test_a_message_over_the_limit_is_closed_with_1009(skin: Skin) -> None:
    async with skin(mode="hl", max_message=70_000) as server, open_peer(server) as connection:
        await hears_multistream(connection)
        await connection.send(bytes(70_001))
        assert (await hear_close(connection))[0] == 1009
        await has_peers(server, 0)


async def test_what_is_long_is_sent_in_several_messages(skin: Skin) -> None:
    async with skin(mode="hl") as server, open_peer(server) as connection:
        insider = await prove(MessagePipe(connection))
        await insider.open_ping(1)
        payload = bytes(range(256)) * 800
        await insider.send_data(1, payload)
        heard = b""
        while payload not in without_headers(heard):
            heard += await insider.read()


def without_headers(frames: bytes) -> bytes:
    """Return the bodies of data; what else there is has none."""
    bodies, at = [], 0
    while at + 12 <= len(frames):
        size = int.from_bytes(frames[at + 8 : at + 12]) if frames[at + 1] == DATA else 0
        bodies.append(frames[at + 12 : at + 12 + size])
        at += 12 + size
    return b"".join(bodies)


async def test_the_server_pings_by_yamux_alone(skin: Skin) -> None:
    async with skin(mode="hl", keepalive=0.05) as server, raw_websocket(server.port, "/") as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.read_frame(), 0.3)  # which is six times keepalive
        await client.send(frame(PING, b"Hello"))
        assert await client.read_frame() == Frame(PONG, b"Hello")


async def test_more_than_an_address_may_have_are_closed_with_4013(skin: Skin) -> None:
    async with (
        skin(mode="hl", libp2p_connections_per_address=1) as server,
        open_peer(server) as first,
        open_peer(server) as second,
    ):
        assert await hear_close(second) == (4013, "Too many connections.")
        await hears_multistream(first)


async def test_who_does_not_read_loses_its_seat(skin: Skin) -> None:
    bounds = {"buffer_bytes": 65_536, "slow_timeout": 1, "close_timeout": 0.1}
    async with skin(mode="hl", **bounds) as server, stranger(server, "ws") as pipe:
        await stop_reading(await prove(pipe))
        await has_peers(server, 0)
        assert [*server.hub.connections] == []
        await is_answered(server, "ws")


async def test_who_hangs_up_is_forgotten(skin: Skin) -> None:
    async with skin(mode="hl") as server, raw_websocket(server.port, "/") as client:
        await has_peers(server, 1)
        client.reset()
        await has_peers(server, 0)


async def test_who_closes_is_answered(skin: Skin) -> None:
    async with skin(mode="hl") as server, raw_websocket(server.port, "/") as client:
        await has_peers(server, 1)
        await client.send(frame(CLOSE, (1000).to_bytes(2)))
        assert await client.read_close() == 1000
        await has_peers(server, 0)


async def test_who_reads_late_goes_on(skin: Skin) -> None:
    async with skin(mode="hl") as server, stranger(server, "ws") as pipe:
        insider = await prove(pipe)
        await stop_reading(insider)
        last = asyncio.create_task(insider.open_ping(3, b"late" * 8))
        heard = b""
        async with asyncio.timeout(10):
            while b"late" * 8 not in heard[-200_000:]:
                heard += await insider.read()
        await last
