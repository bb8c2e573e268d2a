"""A server is stopped and another one started in its place: links are back as soon as it is."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bench.returning import Holder, Pair, hold_bare, hold_client
from tests.support.phoenix import Phoenix, risen_phoenix

HASTE = 1.5
"""Seconds: a try every 0.3 at the latest, the handshake, and a busy machine; two in all."""
LATEST = 0.5
"""Seconds after which so few are asked to come back, and a little."""


@pytest.fixture
async def phoenix(tmp_path: Path) -> AsyncIterator[Phoenix]:
    async with risen_phoenix(tmp_path, connections_per_address=1000) as phoenix:
        yield phoenix


@pytest.mark.parametrize("hold", [hold_bare, hold_client])
async def test_links_are_back_as_soon_as_the_server_is(phoenix: Phoenix, hold: Holder) -> None:
    pairs = [Pair() for _ in range(5)]
    async with AsyncExitStack() as stack:
        group = await stack.enter_async_context(asyncio.TaskGroup())
        for pair in pairs:
            is_ready = asyncio.Event()
            group.create_task(hold(phoenix.url, pair, is_ready.set))
            await is_ready.wait()
        stopped_at = time.monotonic()
        await phoenix.stop()
        await phoenix.rise()
        away = time.monotonic() - stopped_at
    haste = max(HASTE, away / 2)  # whoever makes a server slow to start makes clients slow, too
    assert max(pair.seconds for pair in pairs) < max(away, LATEST) + haste
