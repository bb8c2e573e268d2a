"""Connections that are refused or ended, with the exact code, through both skins."""

from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from plong.hub.pace import Pace
from tests.support.raw import TEXT, Frame, frame, raw_websocket
from tests.support.server import ESC, Server, barrier
from tests.support.skins import Skin
from tests.support.talk import ask, hear_close, hear_words, link, linked_pair

FULL = (4013, "Too many connections.")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("message", ["x" * 1048577, b"x" * 1048577, "é" * 524289])
async def test_a_message_over_the_limit_is_closed_with_1009(
    relay: Server, message: str | bytes
) -> None:
    async with linked_pair(relay) as pair, relay.connect(pair.alice) as connection:
        await link(connection, pair.bob)
        await connection.send(message)
        assert (await hear_close(connection))[0] == 1009
        await pair.talk()


async def test_more_connections_than_a_peer_may_have_are_closed_with_4013(skin: Skin) -> None:
    async with skin(connections_per_peer=2) as server:
        me, other = await server.ohai(), await server.ohai()
        async with server.connect(me) as first, server.connect(me) as second:
            await barrier(first)
            await barrier(second)
            async with server.connect(me) as third, server.connect(other) as others:
                assert await hear_close(third) == FULL
                await barrier(others)
            await second.close()
            await barrier(first)
            async with server.connect(me) as next_one:
                await barrier(next_one)


async def test_more_connections_than_an_address_may_have_are_closed_with_4013(skin: Skin) -> None:
    async with skin(connections_per_address=1) as server:
        me, other = await server.ohai(), await server.ohai()
        async with server.connect(me) as first:
            await barrier(first)
            async with server.connect(other) as second:
                assert await hear_close(second) == FULL
            await barrier(first)


async def test_without_w_an_upgrade_is_answered_404(skin: Skin) -> None:
    async with skin(mode="hx") as server:
        for path in ("/ws", f"/ws/{(await server.ohai()).private_id}"):
            with pytest.raises(InvalidStatus) as refused:
                await connect(server.ws_url + path)
            response = refused.value.response
            assert response.status_code == 404
            sentence = 'WebSocket is switched off on this server ("w" is not in its mode).'
            assert response.body == b'{"Error":"%b"}' % sentence.replace('"', '\\"').encode()


async def test_without_x_commands_work_and_messages_go_nowhere(skin: Skin) -> None:
    async with skin(mode="hw") as server:
        alice, bob = await server.ohai(), await server.ohai()
        async with server.connect_2(alice) as alices, server.connect(bob) as bobs:
            await hear_words(alices)
            await link(bobs, alice)
            await ask(alices, f"chlink {bob.public_id}")
            await alices.send("Hi")
            await bobs.send(b"Hi")
            sentence = 'Passthru is switched off on this server ("x" is not in its mode).'
            refusal = {"Error": sentence, "Code": "switched-off", "Verb": "tell"}
            assert await ask(alices, f"tell {bob.public_id} Hi") == refusal
            await barrier(alices)
            await barrier(bobs)


async def test_only_pages_of_allowed_origins_may_connect(skin: Skin) -> None:
    async with skin(allowed_origins=["https://good.example", "http://[::1]:8000"]) as server:
        me = await server.ohai()
        allowed: list[Any] = [None, "https://good.example", "http://[::1]:8000"]
        for origin in allowed:
            async with server.connect(me, origin=origin) as connection:
                await barrier(connection)
        refused: list[Any] = ["https://good.example:444", "http://good.example", "null"]
        for origin in refused:
            with pytest.raises(InvalidStatus) as refusal:
                await server.connect(me, origin=origin)
            assert refusal.value.response.status_code == 403
            error = b'{"Error":"Pages of this origin may not use this server."}'
            assert refusal.value.response.body == error


async def test_who_sends_too_fast_is_warned(skin: Skin) -> None:
    async with skin(messages_per_second=20, bytes_per_second=2000) as server:
        path = f"/ws/{(await server.ohai()).private_id}"
        async with raw_websocket(server.port, path) as client:
            await client.send(frame(TEXT, b"x") * 41)
            warning = b'\x1b{"Error":"Sending too fast; slow down or be closed."}'
            assert await client.read_frame() == Frame(TEXT, warning)


async def ping(connection: ClientConnection, count: int) -> None:
    for _ in range(count):
        await connection.send(ESC + "ping")
        await hear_words(connection)


async def test_who_goes_on_sending_too_fast_is_closed_with_4008(
    skin: Skin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.0)
    async with skin(messages_per_second=1, bytes_per_second=1) as server:
        connection = await server.connect_2(await server.ohai())
        with pytest.raises(ConnectionClosed):
            await ping(connection, 20)
        assert (connection.close_code, connection.close_reason) == (4008, "Sending too fast.")
