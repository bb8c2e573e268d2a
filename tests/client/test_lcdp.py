"""Speaking in the swarm of LCDP with `plong.client`, against real servers."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from plong.client import Event, HeardLcdp, Me, PlongError, connect
from tests.support.bridge import SETTINGS, bridged
from tests.support.server import Server, running_server

HI = {"ChatMessage": {"message": "Grüße"}}


async def hears(events: AsyncIterator[Event], word: str) -> Any:
    """Return the next message of a type from one's own node."""
    async with asyncio.timeout(10):
        async for event in events:
            for message in event.messages if isinstance(event, HeardLcdp) else ():
                if word in message:
                    return message[word]
    raise AssertionError


async def open_node(me: Me, events: AsyncIterator[Event]) -> str:
    await me.lcdp()
    key: str = (await hears(events, "YourEd25519"))["ed25519"]
    return key


async def test_a_peer_and_a_page_tell_each_other() -> None:
    async with (
        running_server(**SETTINGS) as server,
        connect(server.url) as me,
        bridged(server) as page,
    ):
        events = me.events()
        key = await open_node(me, events)
        await me.lcdp({"Forward": {"to_ed25519": page.key, "messages": [HI]}})
        assert (await page.hears_from(key, "ChatMessage")).payload == HI["ChatMessage"]
        await page.tell(key, HI)
        while (heard := await hears(events, "Forwarded"))["from_ed25519"] != page.key:
            pass
        while HI not in json.loads(heard["messages"]):
            heard = await hears(events, "Forwarded")


async def test_questions_are_answered() -> None:
    async with running_server(**SETTINGS) as server, connect(server.url) as me:
        events = me.events()
        await me.lcdp({"PleaseReturnThisMessage": {"cookie": "1"}})
        assert await hears(events, "ReturnedMessage") == {"cookie": "1"}


async def test_a_server_without_lcdp_says_so(server: Server) -> None:
    async with connect(server.url) as me:
        with pytest.raises(PlongError) as caught:
            await me.lcdp({"PleaseSendPeers": {}})
        assert caught.value.code == "switched-off"
