"""The page in Chromium and a program with plong.client, with one another."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import pytest

from plong.client import Me, Peer, connect
from plong.client.events import Bye, Event, Offered
from tests.browser.person import Person, hash_of, make_file
from tests.support.server import Server

pytestmark = pytest.mark.browser

WORDS = "blue tiger sky"
SIZE = 5_000_000

Happened = TypeVar("Happened", bound=Event)


async def next_of(kind: type[Happened], events: AsyncIterator[Event]) -> Happened:
    """Wait for the next event of a kind."""
    async for event in events:
        if isinstance(event, kind):
            return event
    raise AssertionError


async def test_the_page_and_a_program_talk_and_send_files(
    ann: Person, server: Server, tmp_path: Path
) -> None:
    await ann.open()
    await ann.meet(WORDS)
    await ann.reads_status("Waiting")
    async with asyncio.timeout(60), connect(server.url) as ben:
        events = ben.events()
        friend = await ben.meet(WORDS)
        await ann.is_linked()
        await talk(ann, ben, friend)
        await send_there(ann, events, tmp_path)
        await send_back(ann, friend, tmp_path / "back.bin")
        await ann.leaves()
        await next_of(Bye, events)


async def talk(ann: Person, ben: Me, friend: Peer) -> None:
    await ann.says("Hello, program: ü 💾")
    message = await anext(aiter(ben))
    assert (message.text, message.sender) == ("Hello, program: ü 💾", friend)
    await friend.send("Hello, page: ü 💾")
    await ann.hears("Hello, page: ü 💾")


async def send_there(ann: Person, events: AsyncIterator[Event], folder: Path) -> None:
    body = os.urandom(SIZE)
    await ann.offers(make_file("there.bin", body))
    saved = await (await next_of(Offered, events)).offer.save(folder)
    assert (saved.name, await asyncio.to_thread(saved.read_bytes)) == ("there.bin", body)
    await ann.reads_card("there.bin", f"Checked by SHA-256 {hash_of(body)}")


async def send_back(ann: Person, friend: Peer, path: Path) -> None:
    body = os.urandom(SIZE)
    await asyncio.to_thread(path.write_bytes, body)
    sending = friend.send_file(path)
    assert await asyncio.to_thread((await ann.accepts("back.bin")).read_bytes) == body
    await sending
    await ann.reads_card("back.bin", f"Checked by SHA-256 {hash_of(body)}")
