"""What was answered goes on after ``kill -9``, of either server, at any point of a ping's way."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from tests.support.phoenix import Phoenix, risen_phoenix
from tests.support.server import plain_client

PATIENCE = 30
"""Seconds in which a knock must come again that failed once: it is due after 5 to 6."""


async def send(client: httpx.AsyncClient, sender: Phoenix, target: str) -> str:
    body = {"target": target, "content": "Still there?"}
    answer = await client.post(f"{sender.url}/send", json=body)
    assert answer.status_code == httpx.codes.CREATED
    ping_id: str = answer.json()["ping_id"]
    return ping_id


async def inbox(client: httpx.AsyncClient, receiver: Phoenix) -> list[dict[str, Any]]:
    """Return the inbox, when something is in it."""
    async with asyncio.timeout(PATIENCE):
        while not (waiting := (await client.get(f"{receiver.url}/inbox")).json()):
            pass
    found: list[dict[str, Any]] = waiting
    return found


async def test_a_ping_goes_its_way_whoever_is_killed(tmp_path: Path) -> None:
    folders = [tmp_path / "sender", tmp_path / "receiver"]
    for folder in folders:
        folder.mkdir()
    async with (
        risen_phoenix(folders[0], mode="p") as sender,
        risen_phoenix(folders[1], mode="p") as receiver,
        plain_client() as client,
    ):
        await receiver.kill()
        ping_id = await send(client, sender, receiver.url)
        await sender.kill()
        await receiver.rise()
        await sender.rise()
        [waiting] = await inbox(client, receiver)
        assert waiting["ping_id"] == ping_id
        await receiver.kill()
        await receiver.rise()
        pulled = await client.post(f"{receiver.url}/pull/{ping_id}")
        assert pulled.json()["content"] == "Still there?"
        outbox = f"{sender.url}/outbox/{ping_id}"
        assert (await client.get(outbox)).status_code == httpx.codes.GONE
        await sender.kill()
        await sender.rise()
        assert (await client.get(outbox)).status_code == httpx.codes.GONE
        kept = await client.get(f"{receiver.url}/inbox/{ping_id}")
        assert kept.json() == pulled.json()
