"""A tenant and its client's connection: neither runs ahead of the other, and both end."""

import json
from typing import Any

import pytest

from plong.endpoints.connected_tenant import ConnectedTenant
from plong.hub.wire import Held
from plong.protocol.errors import ServerFull
from plong.protocol.messages import TEXT
from tests.support.fakes import Client, end_of_turn, make_client, make_flow

FRAME = b'[{"YourEd25519":{}}]'


class FakeTenant:
    """Does nothing, and remembers what was done to it."""

    def __init__(self, listener: Any, name: bytes | None) -> None:
        self.listener, self.name = listener, name
        self.is_reading, self.is_closed = True, False
        self.received: list[bytes] = []
        listener.said(FRAME)

    def receive(self, text: bytes) -> int:
        self.received.append(text)
        return 3

    def pause(self) -> None:
        assert self.is_reading
        self.is_reading = False

    def resume(self) -> None:
        self.is_reading = True

    def close(self) -> None:
        self.is_closed = True


class FakeSwarm:
    """Lends as many as there are to be."""

    def __init__(self, room: int = 1) -> None:
        self.room = room
        self.tenants: list[FakeTenant] = []

    def admit(self, listener: Any, name: bytes | None = None) -> FakeTenant:
        if len(self.tenants) >= self.room:
            raise ServerFull
        self.tenants.append(FakeTenant(listener, name))
        return self.tenants[-1]


def connect(client: Client, swarm: FakeSwarm, name: bytes | None = None) -> ConnectedTenant:
    def say(text: bytes, cause: Held) -> None:
        client.connection.buffer.say(TEXT, text, cause)

    lender: Any = swarm
    return ConnectedTenant(lender, client.connection, say, name)


async def test_what_the_tenant_says_is_written_its_first_word_too() -> None:
    client, swarm = make_client(), FakeSwarm()
    connected = connect(client, swarm, b"n" * 32)
    [tenant] = swarm.tenants
    tenant.listener.said(b"[]")
    await end_of_turn()
    assert client.received == [FRAME, b"[]"]
    assert tenant.name == b"n" * 32
    assert connected.receive(b"[1]") == 3
    assert tenant.received == [b"[1]"]


async def test_a_client_that_does_not_read_is_not_read_nor_is_the_network() -> None:
    client, swarm = make_client(make_flow(max_messages=4, max_bytes=10_000)), FakeSwarm()
    connect(client, swarm)
    [tenant] = swarm.tenants
    client.wire.is_slow = True
    for number in range(5):
        tenant.listener.said(json.dumps([number]).encode())
    assert (tenant.is_reading, client.wire.is_reading) == (False, False)
    client.wire.drain()
    client.wire.drain()
    assert (tenant.is_reading, client.wire.is_reading) == (True, True)


async def test_a_buffer_that_the_first_word_fills_holds_the_tenant_from_its_beginning() -> None:
    client, swarm = make_client(make_flow(max_messages=1)), FakeSwarm()
    client.wire.is_slow = True
    client.connection.buffer.put(TEXT, b"before", client.connection)
    connect(client, swarm)
    assert not swarm.tenants[0].is_reading


async def test_who_is_gone_hears_nothing_more() -> None:
    client, swarm = make_client(), FakeSwarm()
    connected = connect(client, swarm)
    await end_of_turn()
    client.connection.is_open = False
    swarm.tenants[0].listener.said(b"[]")
    await end_of_turn()
    assert client.received == [FRAME]
    connected.lost()
    connected.close()
    assert swarm.tenants[0].is_closed


async def test_where_all_nodes_are_lent_the_refusal_is_passed_on() -> None:
    with pytest.raises(ServerFull):
        connect(make_client(), FakeSwarm(room=0))
