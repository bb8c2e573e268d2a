"""What becomes of clients that vanish, and of those that will not go."""

import contextlib
import socket

import pytest

from tests.support.memory import MEBIBYTE, resident
from tests.support.raw import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    Frame,
    close_frame,
    frame,
    raw_websocket,
)
from tests.support.server import Server, barrier, running_server
from tests.support.talk import ask, hear_words, link

ESC_PING = frame(TEXT, b"\x1bping")
ESC_PONG = Frame(TEXT, b"\x1bpong")


async def path_of_somebody(server: Server) -> str:
    return f"/ws/{(await server.ohai()).private_id}"


async def test_who_answers_pings_stays() -> None:
    async with (
        running_server(keepalive=0.1) as server,
        raw_websocket(server.port, await path_of_somebody(server)) as client,
    ):
        for _ in range(3):
            assert await client.read_frame() == Frame(PING, b"")
            await client.send(frame(PONG))
        await client.send(ESC_PING)
        while (answer := await client.read_frame()) != ESC_PONG:
            assert answer.opcode == PING


async def test_who_answers_no_ping_is_cut_off_and_its_peer_hears_gone() -> None:
    async with running_server(keepalive=0.1) as server:
        me, watcher = await server.ohai(), await server.ohai()
        async with (
            server.connect_2(watcher) as watchers,
            raw_websocket(server.port, f"/ws/{me.private_id}") as client,
        ):
            await client.send(ESC_PING)
            assert await client.read_frame() == ESC_PONG
            await hear_words(watchers)
            await ask(watchers, f"chlink {me.public_id}")
            assert await hear_words(watchers) == {"Event": "gone", "PublicId": me.public_id}
            while (farewell := await client.read_frame()).opcode == PING:
                pass
            assert farewell == Frame(CLOSE, (1001).to_bytes(2) + b"No answer to keepalive.")
            await client.wait_for_reset()


@pytest.mark.parametrize("violation", [frame(3), frame(TEXT, b"\xff")])
async def test_who_breaks_the_protocol_and_will_not_go_is_cut_off(violation: bytes) -> None:
    async with (
        running_server(close_timeout=0.1) as server,
        raw_websocket(server.port, await path_of_somebody(server)) as client,
    ):
        await client.send(violation)
        assert (await client.read_frame()).opcode == CLOSE
        await client.send(ESC_PING)
        await client.wait_for_reset()


async def test_a_violation_after_the_server_s_close_ends_the_connection() -> None:
    async with running_server() as server:
        me = await server.ohai()
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            await client.send(ESC_PING)
            assert await client.read_frame() == ESC_PONG
            await server.post("/obai", {"PrivateId": me.private_id})
            assert await client.read_close() == 4001
            await client.send(frame(3))
            assert await client.read_to_the_end() == b""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("after", [close_frame(1001), frame(3), frame(TEXT, b"\xff"), b"\x00"])
@pytest.mark.parametrize("verb", ["ping", 'whois {"Passphrase":"takes its time"}'])
async def test_what_follows_a_close_does_not_count(
    shared_server: Server, verb: str, after: bytes
) -> None:
    async with raw_websocket(shared_server.port, await path_of_somebody(shared_server)) as client:
        await client.send(frame(TEXT, f"\x1b{verb}".encode()) + close_frame(1000) + after)
        assert (await client.read_frame()).opcode == TEXT
        assert await client.read_close() == 1000
        assert await client.read_to_the_end() == b""


async def test_who_broke_the_protocol_and_has_not_gone_is_not_connected(server: Server) -> None:
    me = await server.ohai()
    async with (
        server.connect(await server.ohai()) as others,
        raw_websocket(server.port, f"/ws/{me.private_id}") as client,
    ):
        await link(others, me)
        await client.send(frame(3))
        assert await client.read_close() == 1002
        await others.send("Hi")
        assert await hear_words(others) == {"Error": "Peer not connected."}


async def test_what_comes_after_a_violation_takes_no_memory(server: Server) -> None:
    async with raw_websocket(server.port, await path_of_somebody(server)) as client:
        await client.send(frame(BINARY, length=b"\x7f" + (1 << 30).to_bytes(8)))
        assert await client.read_close() == 1009
        before = resident()
        await client.send(*[bytes(MEBIBYTE)] * 16)
        assert resident() - before < 4 * MEBIBYTE


async def test_a_stop_says_1012_and_waits_for_nobody_who_will_not_go() -> None:
    async with contextlib.AsyncExitStack() as clients:
        async with running_server(restart_timeout=0.1, close_timeout=60) as server:
            path = await path_of_somebody(server)
            client = await clients.enter_async_context(raw_websocket(server.port, path))
            await client.send(ESC_PING)
            await client.read_frame()
        assert await client.read_frame() == Frame(CLOSE, (1012).to_bytes(2) + b"Server restarting.")
        assert await client.read_to_the_end() == b""


async def test_where_the_system_has_no_such_options_the_relay_works_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(socket, "TCP_USER_TIMEOUT", raising=False)
    monkeypatch.delattr(socket, "TCP_WINDOW_CLAMP", raising=False)
    async with (
        running_server() as server,
        raw_websocket(server.port, await path_of_somebody(server)) as client,
    ):
        await client.send(ESC_PING)
        assert await client.read_frame() == ESC_PONG


async def test_a_refused_frame_is_not_taken_for_the_next_read() -> None:
    """What picows does not believe of a head, it forgets when more bytes come."""
    async with running_server(max_message=1000) as small:
        me = await small.ohai()
        async with small.connect(me) as reader:
            path = f"/ws/{(await small.ohai()).private_id}"
            async with raw_websocket(small.port, path) as client:
                await client.send(frame(TEXT, f"\x1bchlink {me.public_id}".encode()) + ESC_PING)
                assert await client.read_frame() == ESC_PONG
                await client.send(frame(TEXT, b"x" * 100_000), frame(TEXT, b"y"))
                assert await client.read_close() == 1009
            await barrier(reader)
