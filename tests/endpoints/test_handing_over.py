"""From HTTP to a WebSocket in steps, between which others have their turn."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from tests.support.raw import TEXT, Frame, RawClient, frame, raw_client, upgrade
from tests.support.server import Server, running_server

ASK, ANSWER = frame(TEXT, b"\x1bping"), Frame(TEXT, b"\x1bpong")


class Steps:
    """What stands for the hub's `Yielding`: goes on only when it is told to."""

    def __init__(self) -> None:
        self._waiting: deque[Any] = deque()
        self._came = asyncio.Event()

    def wait(self, go_on: Callable[[], None], *, is_heavy: bool = False) -> None:
        assert not is_heavy
        self._waiting.append(go_on)
        self._came.set()

    async def next(self) -> Any:
        """Return the next step, which somebody has to take."""
        async with asyncio.timeout(5):
            await self._came.wait()
        self._came.clear()
        return self._waiting.popleft()

    async def take(self, count: int) -> None:
        for _ in range(count):
            (await self.next())()

    async def hang_up_before(self, number: int) -> None:
        """Close the socket before this step, and take it nevertheless."""
        await self.take(number - 1)
        step = await self.next()
        step.func.__self__.transport.abort()
        step()


@asynccontextmanager
async def upgrading(server: Server, more: bytes = b"") -> AsyncIterator[tuple[RawClient, Steps]]:
    """Ask for a WebSocket; yield who asked, and the steps of the change."""
    me = await server.ohai()
    steps = Steps()
    server.hub.yielding = steps  # type: ignore[assignment]  # stands for it
    async with raw_client(server.port) as client:
        await client.send(upgrade(f"/ws/{me.private_id}") + more)
        yield client, steps


async def test_two_steps_lead_to_the_answer_and_what_came_early_is_heard(server: Server) -> None:
    async with upgrading(server, ASK * 2) as (client, steps):
        await steps.take(1)
        assert server.hub.tally.opened["websocket"] == 0
        await steps.take(1)
        assert b" 101 " in await client.read_until(b"\r\n\r\n")
        assert [await client.read_frame() for _ in range(2)] == [ANSWER] * 2


async def test_what_comes_between_the_steps_is_heard_behind_them(server: Server) -> None:
    async with upgrading(server) as (client, steps):
        await steps.take(1)
        await client.send(ASK)
        await steps.take(1)
        assert b" 101 " in await client.read_until(b"\r\n\r\n")
        assert await client.read_frame() == ANSWER


@pytest.mark.parametrize("number", [1, 2])
async def test_who_is_hung_up_on_meanwhile_becomes_no_websocket(
    server: Server, number: int
) -> None:
    async with upgrading(server) as (client, steps):
        await steps.hang_up_before(number)
        assert await client.read_to_the_end() == b""
    tally = server.hub.tally
    assert tally.opened["websocket"] == 0
    assert tally.opened["http"] - tally.closed["http"] == 1  # of who asks for peers


@pytest.mark.parametrize("number", [0, 1])
async def test_a_server_that_stops_meanwhile_waits_for_nobody(number: int) -> None:
    async with AsyncExitStack() as stack:
        async with running_server() as server:
            client, steps = await stack.enter_async_context(upgrading(server))
            await steps.take(number)
            await steps.next()
        assert await client.read_to_the_end() == b""


async def test_what_came_early_counts_while_it_waits(server: Server) -> None:
    before = server.hub.memory.held
    async with upgrading(server, ASK * 5000) as (_, steps):
        step = await steps.next()
        assert server.hub.memory.held - before >= len(ASK) * 5000
        step()
        await steps.take(1)
