"""Clients that are too slow for HTTP, and a server that stops."""

import asyncio
import contextlib
from typing import Any

import pytest
import uvicorn

import plong.server
from tests.support.raw import MIRRORED, raw_client, upgrade
from tests.support.server import running_server

GET = b"GET / HTTP/1.1\r\n\r\n"


async def test_who_says_nothing_is_hung_up_on() -> None:
    async with running_server(request_timeout=0.1) as server, raw_client(server.port) as client:
        assert await client.read_to_the_end() == b""


@pytest.mark.parametrize("head", [GET, upgrade("/ws/x"), upgrade("/nothing")])
async def test_a_head_that_drips_is_hung_up_on(head: bytes) -> None:
    async with running_server(request_timeout=0.1) as server, raw_client(server.port) as client:
        assert not await client.drip(head, 0.02)


async def test_the_deadline_holds_for_the_next_request_too(monkeypatch: pytest.MonkeyPatch) -> None:
    config = plong.server._uvicorn_config

    def impatient_config(*args: Any) -> uvicorn.Config:
        result = config(*args)
        result.timeout_keep_alive = 0.1  # type: ignore[assignment]  # it may be a fraction
        return result

    monkeypatch.setattr(plong.server, "_uvicorn_config", impatient_config)
    async with running_server(request_timeout=0.1) as server, raw_client(server.port) as client:
        await client.send(GET + GET[:1])
        assert (await client.read_answer()).status == 200
        assert not await client.drip(GET[1:], 0.03)


async def test_who_reads_no_answers_is_cut_off() -> None:
    async with running_server(slow_timeout=0.2) as server:
        async with raw_client(server.port, receive_buffer=4096) as client:
            flood = asyncio.create_task(client.send(MIRRORED * 300))
            await client.wait_for_reset()
            await asyncio.gather(flood, return_exceptions=True)  # the system may take it all
        assert (await server.http.get("/")).status_code == 200


async def test_who_reads_the_answers_late_but_in_time_gets_all_of_them() -> None:
    async with (
        running_server(slow_timeout=0.5) as server,
        raw_client(server.port, receive_buffer=4096) as client,
    ):
        flood = asyncio.create_task(client.send(MIRRORED * 300))
        assert (await server.http.get("/")).status_code == 200
        for _ in range(300):
            answer = await client.read_answer()
            assert (answer.status, answer.body) == (200, b"OK")
        await flood
        assert await client.drip(GET, 0.04)
        assert (await client.read_answer()).status == 200


async def test_a_stop_answers_what_was_asked_and_waits_for_nobody_else() -> None:
    async with contextlib.AsyncExitStack() as clients:
        async with running_server() as server:
            asked, idle, unfinished = [
                await clients.enter_async_context(raw_client(server.port)) for _ in range(3)
            ]
            for client in (idle, unfinished):
                await client.send(GET)
                assert (await client.read_answer()).status == 200
            await unfinished.send(b"POST /whois HTTP/1.1\r\nContent-Length: 99\r\n\r\n{")
            body = b'{"Passphrase":"still to be hashed"}'
            head = b"POST /whois HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body)
            await asked.send(head + body)
            assert (await server.http.get("/")).status_code == 200
        assert (await asked.read_answer()).json == {"Error": "Identity not found."}
        for client in (asked, idle, unfinished):
            assert await client.read_to_the_end() == b""
