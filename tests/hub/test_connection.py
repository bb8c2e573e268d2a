"""A connection: its holds, its losses, its keepalive, its end for slowness."""

import asyncio

import pytest

from plong.protocol.closes import TOO_SLOW
from plong.protocol.errors import NotConnected
from plong.protocol.events import Undelivered
from plong.protocol.messages import TEXT
from tests.support.fakes import ROOM, Client, FakeSender, make_client, make_flow


@pytest.fixture
async def client() -> Client:
    """A client that nobody knows yet."""
    return make_client()


async def test_a_new_connection_is_open_and_nobodys(client: Client) -> None:
    connection = client.connection
    assert connection.is_open
    assert (connection.peer, connection.link, connection.route) == ("", None, None)


async def test_a_client_is_read_again_when_every_hold_is_released(client: Client) -> None:
    client.connection.hold()
    client.connection.hold()
    assert not client.wire.is_reading
    client.connection.release()
    assert not client.wire.is_reading
    client.connection.release()
    assert client.wire.is_reading
    client.connection.hold()
    assert not client.wire.is_reading


async def test_who_is_closed_is_read_though_held_but_not_while_it_floods(client: Client) -> None:
    connection = client.connection
    connection.hold()
    connection.is_open = False
    client.wire.resume_reading()  # as a close does, to hear the answer
    connection.hold()
    assert not client.wire.is_reading
    connection.release()
    assert client.wire.is_reading


async def test_a_client_hears_of_its_lost_message(client: Client) -> None:
    client.connection.lost()
    (event,) = client.heard
    assert isinstance(event, Undelivered)
    assert isinstance(event.refusal, NotConnected)
    assert client.listener.cause is client.connection


async def test_a_client_that_stays_full_is_dismissed() -> None:
    client = make_client(make_flow(slow_timeout=0.01))
    dismissed = asyncio.Event()
    client.listener.leave = dismissed.set
    client.wire.is_slow = True
    for _ in range(ROOM):
        client.connection.buffer.put(TEXT, b"x", FakeSender())
    async with asyncio.timeout(5):
        await dismissed.wait()
    assert client.listener.dismissals == [TOO_SLOW]


# Keepalive


async def test_who_answers_each_ping_is_alive(client: Client) -> None:
    for pings in range(1, 4):
        assert client.connection.check_alive()
        assert client.wire.pings == pings
        client.connection.heard()


async def test_who_lets_a_ping_go_by_is_not(client: Client) -> None:
    assert client.connection.check_alive()
    assert not client.connection.check_alive()


async def test_without_pings_everybody_is_alive(client: Client) -> None:
    client.wire.has_pings = False
    assert all(client.connection.check_alive() for _ in range(3))


async def test_who_is_not_read_cannot_answer_but_is_pinged(client: Client) -> None:
    assert client.connection.check_alive()
    client.connection.hold()
    for pings in range(2, 5):
        assert client.connection.check_alive()
        assert client.wire.pings == pings
    client.connection.release()
    assert client.connection.check_alive()
    assert not client.connection.check_alive()


async def test_who_has_much_to_read_first_cannot_answer(client: Client) -> None:
    assert client.connection.check_alive()
    client.wire.is_slow = True
    for _ in range(ROOM):
        client.connection.buffer.put(TEXT, b"x", FakeSender())
    assert all(client.connection.check_alive() for _ in range(3))
    assert client.wire.pings == 1
    client.wire.drain()
    assert client.connection.check_alive()
    assert not client.connection.check_alive()
