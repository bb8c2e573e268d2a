"""Every refusal is counted, by the way in and a documented word."""

import asyncio
import contextlib
from typing import Any

import pytest
from httpx import RemoteProtocolError
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from plong.hub.pace import Pace
from plong.hub.tally import Way
from tests.support.raw import CONTINUATION, TEXT, frame, raw_client, raw_websocket, upgrade
from tests.support.server import Me, Server, barrier, running_server
from tests.support.skins import Skin
from tests.support.talk import ask, hear_close, hear_words, link, linked_pair

Refusals = dict[tuple[Way, str], int]
EMPTY = frame(TEXT, b"", fin=False)
NOBODY = Me("A" * 86, "A" * 43, "")


def refusals(server: Server) -> Refusals:
    return dict(server.hub.tally.refusals)


async def test_what_http_refuses(skin: Skin) -> None:
    async with skin(passphrase_tries=1) as server:
        for path, status in (("/whois", 404), ("/whois", 429)):
            assert (await server.post(path, {"Passphrase": "p"})).status_code == status
        assert (await server.post("/whois", {})).status_code == 400
        assert (await server.http.get("/nothing")).status_code == 404
        assert (await server.http.get("/whois")).status_code == 405
        assert (await server.http.get("/ws")).status_code == 426
        assert refusals(server) == {
            ("http", "identity-not-found"): 1,
            ("http", "rate-limited"): 1,
            ("http", "bad-request"): 1,
            ("http", "no-such-route"): 1,
            ("http", "method-not-allowed"): 1,
            ("http", "upgrade-required"): 1,
        }


async def test_what_is_refused_below_the_routes() -> None:
    async with running_server(request_timeout=0.1, max_connections=2) as server:
        async with raw_client(server.port) as client:
            await client.send(b"nonsense\r\n\r\n")
            await client.read_to_the_end()
        async with raw_client(server.port) as client:
            await client.send(b"GET / HTTP/1.1\r\nX: " + b"x" * 40_000)
            await client.read_to_the_end()
        async with raw_client(server.port) as client:
            await client.read_to_the_end()
        assert refusals(server) == {
            ("http", "bad-request"): 1,
            ("http", "head-too-big"): 1,
            ("http", "too-slow"): 1,
        }
    async with running_server(max_connections=1) as server:
        await server.ohai()  # over the client's one kept connection
        async with raw_client(server.port) as client:
            await client.read_to_the_end()
        assert refusals(server) == {("http", "full"): 1}
    async with running_server(http_connections_per_address=1) as server:
        await server.ohai()
        async with raw_client(server.port) as client:
            await client.read_to_the_end()
        assert refusals(server) == {("http", "too-many"): 1}


@pytest.mark.parametrize(
    ("path", "way"), [("/ws", "websocket"), ("/wt", "bridge"), ("/", "libp2p")]
)
async def test_upgrades_that_are_refused(skin: Skin, path: str, way: str) -> None:
    async with skin(mode="h") as server:
        with pytest.raises(InvalidStatus):
            await connect(server.ws_url + path)
        assert refusals(server) == {(way, "switched-off"): 1}


@pytest.mark.parametrize(
    ("path", "way"), [("/ws", "websocket"), ("/wt", "bridge"), ("/", "libp2p")]
)
async def test_pages_that_are_refused(skin: Skin, path: str, way: str) -> None:
    origin: Any = "https://foreign.example"
    reason = "not-local" if way == "bridge" else "origin-not-allowed"
    settings = {"allowed_origins": [], "udp_host": "127.0.0.1", "bridge_allow": []}
    async with skin(mode="hwul", **settings) as server:
        with pytest.raises(InvalidStatus):
            await connect(server.ws_url + path, origin=origin)
        assert refusals(server) == {(way, reason): 1}


@pytest.mark.parametrize("url", ["/nothing", "//[", "/ws"])
async def test_upgrades_that_are_wrong(server: Server, url: str) -> None:
    async with raw_client(server.port) as client:
        await client.send(upgrade(url, **{"Sec-WebSocket-Key": None}))
        await client.read_answer()
        assert refusals(server) == {("websocket", "bad-request"): 1}


async def test_an_upgrade_where_nothing_is(server: Server) -> None:
    with pytest.raises(InvalidStatus):
        await connect(f"{server.ws_url}/nothing")
    assert refusals(server) == {("websocket", "no-such-route"): 1}


async def test_commands_that_fail_and_messages_that_are_lost(skin: Skin) -> None:
    async with skin() as server:
        me, other = await server.ohai(), await server.ohai()
        async with server.connect_2(me) as connection:
            await hear_words(connection)
            await ask(connection, "dance")
            await ask(connection, f"tell {other.public_id} Hi")
            await ask(connection, f"chlink {other.public_id}")
            await connection.send("Hi")
            await hear_words(connection)
            assert refusals(server) == {
                ("websocket", "unknown-verb"): 1,
                ("websocket", "not-connected"): 1,
            }
            assert server.hub.tally.undelivered == 1


async def test_closes(skin: Skin) -> None:
    async with skin(connections_per_peer=1, max_message=200) as server:
        async with server.connect(NOBODY) as connection:
            assert (await hear_close(connection))[0] == 4004
        me = await server.ohai()
        async with server.connect(me) as first, server.connect(me) as second:
            assert (await hear_close(second))[0] == 4013
            await link(first, me)
            await first.send("x" * 201)
            assert (await hear_close(first))[0] == 1009
        assert refusals(server) == {
            ("websocket", "no-such-peer"): 1,
            ("websocket", "too-many"): 1,
            ("websocket", "too-big"): 1,
        }


async def test_a_peer_that_is_removed_was_not_refused(skin: Skin) -> None:
    async with skin() as server:
        me = await server.ohai()
        async with server.connect(me) as connection:
            await barrier(connection)
            await server.post("/obai", {"PrivateId": me.private_id})
            assert (await hear_close(connection))[0] == 4001
        assert refusals(server) == {}


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (b"\x83\x80\0\0\0\0", 1002, "protocol-error"),  # an opcode that means nothing
        (frame(TEXT, b"\xff"), 1007, "invalid-text"),
        (frame(TEXT, b"x" * 1048577), 1009, "too-big"),
        (EMPTY + frame(CONTINUATION, b"", fin=False) * 16_500, 1009, "too-big"),
    ],
)
async def test_violations(server: Server, data: bytes, code: int, reason: str) -> None:
    me = await server.ohai()
    async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
        sending = asyncio.create_task(client.send(data + frame(TEXT, b"\x1bping")))
        assert await client.read_close() == code
        await asyncio.gather(sending, return_exceptions=True)
        assert refusals(server) == {("websocket", reason): 1}


async def test_who_sends_too_fast(skin: Skin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pace, "wait", lambda *_: 0.0)
    async with skin(messages_per_second=1, bytes_per_second=1) as server:
        connection = await server.connect_2(await server.ohai())
        with contextlib.suppress(ConnectionClosed):
            for _ in range(40):
                await connection.send("\x1bping")
        async with asyncio.timeout(5):
            await connection.wait_closed()
        assert connection.close_code == 4008
        assert refusals(server) == {
            ("websocket", "rate-limited"): 1,
            ("websocket", "too-fast"): 1,
        }
        assert server.hub.tally.undelivered == 0


async def test_connections_and_what_is_relayed(skin: Skin) -> None:
    async with skin() as server:
        tally = server.hub.tally
        async with linked_pair(server) as pair:
            await pair.talk()  # "Are you there?" and two bytes, both ways
            assert (tally.relayed_messages, tally.relayed_bytes) == (4, 32)
            assert (tally.opened["websocket"], tally.closed["websocket"]) == (2, 0)
            await server.post("/obai", {"PrivateId": pair.alice.private_id})
            assert (tally.opened["websocket"], tally.closed["websocket"]) == (2, 1)


async def test_sockets_of_http_and_what_they_become() -> None:
    async with running_server() as server:
        me, tally = await server.ohai(), server.hub.tally
        async with server.connect(me) as connection:
            await barrier(connection)
            assert (tally.opened["http"], tally.closed["http"]) == (2, 1)
            assert (tally.opened["websocket"], tally.closed["websocket"]) == (1, 0)


async def test_what_ping_refuses_and_who_is_held(skin: Skin) -> None:
    async with skin(mode="hp", pings_per_minute=1, ping_hold=0.01) as server:
        knock = {"ping_id": "1", "origin": "https://sender.example.org", "payload_type": "ask"}
        with contextlib.suppress(RemoteProtocolError):  # the end of a hold, with the fast skin
            await server.post(f"/at/{NOBODY.public_id}/ping", knock)
        assert (await server.post("/ping", knock)).status_code == 429
        assert (await server.http.get("/ping")).status_code == 405
        assert refusals(server) == {
            ("ping", "held"): 1,
            ("ping", "rate-limited"): 1,
            ("ping", "method-not-allowed"): 1,
        }
