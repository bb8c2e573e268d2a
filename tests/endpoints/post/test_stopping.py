"""The end of a server whose owners wait for others."""

import asyncio
from contextlib import AsyncExitStack
from time import perf_counter

from tests.support.mail import knock_of
from tests.support.server import plain_client, running_server


async def test_a_sender_who_does_not_answer_does_not_hold_up_the_end() -> None:
    asked, began = asyncio.Event(), perf_counter()

    async def hear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stack.callback(writer.close)
        asked.set()

    async with AsyncExitStack() as stack:
        sender = await stack.enter_async_context(await asyncio.start_server(hear, "127.0.0.1", 0))
        origin = f"http://127.0.0.1:{sender.sockets[0].getsockname()[1]}/x"
        async with running_server(mode="hp", close_timeout=30) as server:
            http = await stack.enter_async_context(plain_client(server.url))
            assert (await http.post("/ping", json=knock_of(origin=origin))).status_code == 204
            pull = asyncio.create_task(http.post("/pull/one", timeout=60))
            await asyncio.wait(
                [pull, asyncio.create_task(asked.wait())], return_when="FIRST_COMPLETED"
            )
        assert ((await pull).status_code, (await pull).json()["code"]) == (503, "unavailable")
    assert perf_counter() - began < 10
