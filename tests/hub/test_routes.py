"""Routes: what stands before a message, and when there is no room for it."""

import pytest

from plong.hub.routes import Headed
from plong.protocol.messages import BINARY, TEXT
from tests.support.fakes import ROOM, Client, FakeSender, end_of_turn, make_client
from tests.support.peers import id_of


@pytest.fixture
async def client() -> Client:
    """A client that nobody knows yet."""
    return make_client()


async def test_a_headed_route_says_who_sent(client: Client) -> None:
    route = Headed(client.connection.buffer, id_of("alice"))
    route.put(TEXT, b"hi", FakeSender())
    route.put(BINARY, b"", FakeSender())
    await end_of_turn()
    header = f":{id_of('alice')}:".encode()
    assert client.wire.written == [(TEXT, header + b"hi"), (BINARY, header)]


async def test_a_headed_route_is_full_when_its_buffer_is(client: Client) -> None:
    route, sender = Headed(client.connection.buffer, id_of("alice")), FakeSender()
    assert not route.full
    client.wire.is_slow = True
    route.put(TEXT, b"x" * 10 * ROOM, sender)
    assert route.full
    assert sender.is_held
