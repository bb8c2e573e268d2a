"""What waits to be read."""

import asyncio

import pytest

from plong.client.mailbox import Mailbox
from plong.client.wire.errors import PlongError


async def test_room_is_counted_by_weight_and_comes_back_with_reading() -> None:
    mailbox: Mailbox[str] = Mailbox(3, len)
    assert [mailbox.put(item) for item in ("ab", "cd", "e", "f")] == [True, False, True, False]
    assert await anext(mailbox) == "ab"
    assert mailbox.put("gh")
    mailbox.end(None)
    assert [item async for item in mailbox] == ["e", "gh"]


async def test_the_first_end_is_the_end_for_every_reader() -> None:
    mailbox: Mailbox[str] = Mailbox(1, len)
    readers = [asyncio.create_task(anext(mailbox)) for _ in range(2)]
    mailbox.end(PlongError("first", "First."))
    mailbox.end(PlongError("second", "Second."))
    for reader in readers:
        with pytest.raises(PlongError, match="First"):
            await reader
