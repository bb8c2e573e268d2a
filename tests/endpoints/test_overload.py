"""A server that holds too much for its clients: who holds most ends, and hears why if it reads."""

import asyncio
import contextlib

import pytest

from tests.support.flood import flooded, sleeper, stall
from tests.support.memory import MEBIBYTE
from tests.support.metrics import TOKEN, scrape
from tests.support.raw import (
    BINARY,
    CONTINUATION,
    MIRRORED,
    TEXT,
    frame,
    raw_client,
    raw_websocket,
    upgrade,
)
from tests.support.server import Server, running_server
from tests.support.talk import linked_pair

LITTLE = {"max_message": 65536, "buffer_bytes": 65536, "buffer_memory": 5 * 65536}
"""As little memory as there may be: what one connection needs."""
HALF = frame(BINARY, bytes(60_000), fin=False)
OTHERS = "127.0.0.2"
ALMOST = 835_000
"""Bytes of a message after which picows doubles its read buffer once more."""
PATIENCE = 5.0
"""Seconds after which a test fails that waits for what does not happen."""
HEAD = b"POST /whois HTTP/1.1\r\nContent-Length: 65536\r\n\r\n"


async def until_held(server: Server, least: int) -> None:
    """Return when the server holds so many bytes."""
    async with asyncio.timeout(PATIENCE):
        while server.hub.memory.held < least:
            await server.http.get("/healthz")


def refused(server: Server) -> dict[str, int]:
    return {
        way: count
        for (way, reason), count in server.hub.tally.refusals.items()
        if reason == "overloaded"
    }


async def test_who_leaves_most_messages_unfinished_hears_1013_and_others_go_on() -> None:
    async with running_server(**LITTLE) as server, contextlib.AsyncExitStack() as stack:
        pair = await stack.enter_async_context(linked_pair(server))
        others = [
            await stack.enter_async_context(
                raw_websocket(server.port, f"/ws/{(await server.ohai()).private_id}", source=OTHERS)
            )
            for _ in range(6)
        ]
        for number, other in enumerate(others[:5], start=1):
            await other.send(HALF)
            await until_held(server, number * 50_000)
        await others[5].send(HALF)
        reading = [asyncio.create_task(other.read_close()) for other in others]
        done, waiting = await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
        assert {task.result() for task in done} == {1013}
        await pair.talk()
        assert waiting
        assert refused(server) == {"websocket": len(done)}
        for task in waiting:
            task.cancel()


async def test_a_body_is_answered_503_and_when_to_come_back() -> None:
    async with running_server(**LITTLE) as server, contextlib.AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(raw_client(server.port, source=OTHERS))
            for _ in range(6)
        ]
        for number, client in enumerate(clients, start=1):
            await client.send(HEAD + bytes(65_000))
            if number < len(clients):
                await until_held(server, number * 65_000)
        reading = [asyncio.create_task(client.read_answer()) for client in clients]
        done, waiting = await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
        for answer in (task.result() for task in done):
            assert answer.status == 503
            assert answer.headers["retry-after"] == "1"
            assert answer.json == {"Error": "The server's buffers are full."}
        assert waiting
        assert refused(server) == {"http": len(done)}
        for task in waiting:
            task.cancel()


async def test_who_reads_nothing_is_cut_before_it_is_slow() -> None:
    settings = {**LITTLE, "buffer_bytes": MEBIBYTE, "slow_timeout": 60, "restart_timeout": 0.1}
    async with running_server(**settings) as server, contextlib.AsyncExitStack() as stack:
        for _ in range(3):
            me = await server.ohai()
            await stack.enter_async_context(sleeper(server, me))
            await stack.enter_async_context(flooded(server, me))
        async with asyncio.timeout(PATIENCE):
            while not refused(server):
                await server.http.get("/healthz")
        assert server.hub.memory.held <= server.hub.memory.most


async def test_who_has_sent_much_and_is_done_with_it_gives_back_memory_and_stays() -> None:
    settings = {"max_message": MEBIBYTE, "buffer_memory": 1}
    async with running_server(**settings) as server, contextlib.AsyncExitStack() as stack:
        pair = await stack.enter_async_context(linked_pair(server))
        memory = server.hub.memory
        crowd = [
            await stack.enter_async_context(
                raw_websocket(server.port, f"/ws/{(await server.ohai()).private_id}")
            )
            for _ in range(8)
        ]
        for client in crowd:
            await client.send(frame(BINARY, bytes(1_000_000)) + frame(TEXT, b"\x1bping"))
            await client.read_frame()
            await pair.talk()
        assert memory.held < 4_000_000  # of 8
        assert refused(server) == {}
        for client in crowd:
            await client.send(frame(TEXT, b"\x1bping"))
            assert (await client.read_frame()).payload == b"\x1bpong"


@pytest.mark.parametrize(
    "what", [HALF, frame(BINARY, bytes(60_000))[:-1]], ids=["message", "frame"]
)
async def test_what_is_unfinished_is_counted_until_it_is_done_or_its_sender_gone(
    what: bytes,
) -> None:
    async with running_server(max_message=65536) as server:
        me, memory = await server.ohai(), server.hub.memory
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            assert memory.held < 4096
            await client.send(what)
            await until_held(server, 60_000)
        async with asyncio.timeout(PATIENCE):
            while memory.held:
                await server.http.get("/healthz")


async def test_the_last_fragment_ends_the_count() -> None:
    async with running_server(max_message=65536) as server:
        me, memory = await server.ohai(), server.hub.memory
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            await client.send(HALF)
            await until_held(server, 60_000)
            held = memory.held
            await client.send(frame(CONTINUATION, b"x") + frame(TEXT, b"\x1bping"))
            await client.read_frame()
            assert memory.held <= held - 60_000


async def test_what_is_held_and_how_much_it_may_be_is_told_to_who_watches() -> None:
    async with running_server(max_message=65536, metrics_token=TOKEN) as server:
        me = await server.ohai()
        async with raw_websocket(server.port, f"/ws/{me.private_id}") as client:
            await client.send(HALF)
            await until_held(server, 60_000)
            samples = await scrape(server.http)
            assert samples["plong_held_bytes"] >= 60_000
            assert samples['plong_limit{of="held_bytes"}'] == 256 * MEBIBYTE


async def test_who_reads_no_answers_is_as_slow_after_its_upgrade() -> None:
    async with running_server(buffer_bytes=65536, restart_timeout=0.1) as server:
        me = await server.ohai()
        async with (
            linked_pair(server) as others,
            raw_client(server.port, receive_buffer=4096) as client,
        ):
            async with asyncio.timeout(PATIENCE):
                while not server.hub.memory.held:  # the system takes no more
                    await client.send(MIRRORED)
                    await others.talk()
            await client.send(upgrade(f"/ws/{me.private_id}"))
            async with flooded(server, me):
                await stall(server, others)


async def test_what_has_made_a_read_buffer_double_counts_when_free_room_is_given_back() -> None:
    async with running_server() as server:
        path = f"/ws/{(await server.ohai()).private_id}"
        async with raw_websocket(server.port, path) as client:
            await client.send(frame(BINARY, bytes(ALMOST))[:-1])
            await until_held(server, ALMOST)
            await server.http.get("/healthz")  # by then the rest is read as well
            for share in list(server.hub.memory._shares):
                share.holder.trim()
            assert abs(server.hub.memory.held - ALMOST) < MEBIBYTE // 8
