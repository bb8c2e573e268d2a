"""Connections that break: the same name, link and questions afterwards."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from plong.client import (
    Disconnected,
    Event,
    Me,
    PlongError,
    Reconnected,
    Reconnecting,
    Restarting,
    connect,
)
from tests.support.phoenix import Phoenix
from tests.support.server import running_server


async def until(me_events: AsyncIterator[Event], kind: type) -> None:
    """Return when an event of this kind comes."""
    async for event in me_events:
        if isinstance(event, kind):
            return


async def test_a_killed_server_s_clients_come_back_as_they_were(phoenix: Phoenix) -> None:
    async with connect(phoenix.url) as alice, connect(phoenix.url) as bob:
        name = alice.public_id
        await alice.peer(bob.public_id).link()
        await bob.peer(name).link()
        events = [alice.events(), bob.events()]
        await phoenix.kill()
        await asyncio.gather(*(until(listener, Disconnected) for listener in events))
        assert alice.state == "reconnecting"
        await phoenix.rise()
        await asyncio.gather(*(until(listener, Reconnected) for listener in events))
        await alice.peer(bob.public_id).send("still here")
        message = await anext(aiter(bob))
        assert (message.text, message.sender.id) == ("still here", name)
        assert (alice.public_id, alice.state) == (name, "connected")
        assert alice.link == alice.peer(bob.public_id)


async def test_a_message_waits_for_the_server_to_come_back(phoenix: Phoenix) -> None:
    async with connect(phoenix.url) as alice:
        events, me = alice.events(), alice.peer(alice.public_id)
        await me.link()
        await phoenix.kill()
        await until(events, Disconnected)
        sending = asyncio.create_task(me.send("still here"))
        await phoenix.rise()
        await sending
        assert (await anext(aiter(alice))).text == "still here"


async def test_questions_wait_for_the_server_to_come_back(phoenix: Phoenix) -> None:
    async with connect(phoenix.url) as alice:
        events = alice.events()
        await phoenix.kill()
        questions = [alice.claim("later"), alice.ping(), alice.status()]
        asking = [asyncio.create_task(question) for question in questions]
        await until(events, Reconnecting)
        await phoenix.rise()
        await asyncio.gather(*asking)
        assert (await alice.find("later")).id == alice.public_id


async def test_a_patient_client_waits_for_the_first_connection(phoenix: Phoenix) -> None:
    await phoenix.kill()
    rising = asyncio.create_task(phoenix.rise())
    async with connect(phoenix.url, patient=True) as alice:
        await alice.ping()
    await rising


async def test_without_reconnect_a_break_is_the_end(phoenix: Phoenix) -> None:
    async with connect(phoenix.url, reconnect=False) as alice:
        await phoenix.kill()
        with pytest.raises(PlongError) as caught:
            await anext(aiter(alice))
    assert caught.value.code == "connection-lost"


async def test_a_restart_on_purpose_is_told() -> None:
    async with running_server() as server:
        connecting = connect(str(server.http.base_url))
        alice: Me = await connecting.__aenter__()
        events = alice.events()
    assert isinstance(await anext(events), Restarting)
    await until(events, Reconnecting)
    await alice.close()
