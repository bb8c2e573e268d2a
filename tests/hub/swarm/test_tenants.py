"""Nodes that are lent: how many, to whom, what they are told of, and who is told of them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from plong.config import Config
from plong.hub.swarm.tenant import Tenant
from plong.hub.swarm.tenants import INTRODUCED, RECENT_TENANTS, Tenants, World
from plong.noise.crypto import NoiseCrypto
from plong.protocol.errors import ServerFull
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices
from tests.support.known_peers import key_at, peer_at
from tests.support.peers import NOW
from tests.support.server import make_test_config

HOME = Endpoint("127.0.0.1", 9)
NEIGHBOUR, OUTSIDER = Endpoint("127.0.0.1", 7), Endpoint("198.51.100.1", 7)
HERE = "192.0.2.1:24254"
NAME = bytes(range(32))


class Listener:
    """A browser, as a tenant knows it."""

    def __init__(self) -> None:
        self.words: list[bytes] = []

    def said(self, text: bytes) -> None:
        self.words.append(text)


def make_world() -> World:
    return World(lambda: NOW, os.urandom, lambda: NoiseCrypto(os.urandom(32)))


def make_own() -> LcdpNode:
    return LcdpNode(NoiseCrypto(bytes(32)), os.urandom, NOW, Choices())


class House:
    """Tenants, and the server's node beside them."""

    def __init__(self, config: Config) -> None:
        self.tenants = Tenants(config, make_world())
        self.own = make_own()

    def admit(self, name: bytes | None = None, listener: Listener | None = None) -> Tenant:
        return self.tenants.admit(self.own, HOME, listener or Listener(), name)


@contextmanager
def house(**values: object) -> Iterator[House]:
    house = House(make_test_config(mode="u", **values))
    yield house
    house.tenants.close()


async def test_each_has_a_key_and_a_socket_of_its_own() -> None:
    with house() as here:
        one, other = here.admit(), here.admit()
        assert one.key != other.key
        assert one.port != other.port


async def test_the_listener_is_told_the_key_first_of_all() -> None:
    with house() as here:
        listener = Listener()
        tenant = here.admit(listener=listener)
    assert json.loads(listener.words[0]) == [{"YourEd25519": {"ed25519": tenant.key.hex()}}]


async def test_there_are_only_so_many_at_once() -> None:
    with house(bridge_tenants=2) as here:
        first, _ = here.admit(), here.admit()
        with pytest.raises(ServerFull, match="bridge_tenants"):
            here.admit()
        first.close()
        first.close()
        here.admit()
        assert len(here.tenants) == 2
    assert len(here.tenants) == 0


async def test_without_a_socket_nobody_is_admitted() -> None:
    with house(udp_host="192.0.2.1") as here:
        with pytest.raises(ServerFull):
            here.admit()
        assert len(here.tenants) == 0


async def test_a_tenant_is_found_by_its_key_and_its_name_until_it_goes() -> None:
    with house() as here:
        tenant = here.admit(NAME)
        for name in (tenant.key, NAME):
            found = here.tenants.find(name, NEIGHBOUR)
            assert found is not None
            assert (found.key, found.address) == (tenant.key, Endpoint("127.0.0.1", tenant.port))
        tenant.close()
        assert here.tenants.find(NAME, NEIGHBOUR) is None
        assert here.tenants.find(tenant.key, NEIGHBOUR) is None


async def test_of_several_with_a_name_who_came_last_is_meant() -> None:
    with house() as here:
        first, last = here.admit(NAME), here.admit(NAME)
        found = here.tenants.find(NAME, NEIGHBOUR)
        assert found is not None
        assert found.key == last.key
        last.close()
        found = here.tenants.find(NAME, NEIGHBOUR)
        assert found is not None
        assert found.key == first.key


async def test_who_has_no_name_is_not_found_by_none() -> None:
    with house() as here:
        here.admit()
        assert here.tenants.find(bytes(32), NEIGHBOUR) is None


@pytest.mark.parametrize(
    ("reach", "requester", "is_told"),
    [
        ("public", OUTSIDER, False),
        ("public", NEIGHBOUR, True),
        ("loopback", OUTSIDER, True),
    ],
)
async def test_an_address_out_of_reach_is_not_told_to_who_is_outside(
    reach: str, requester: Endpoint, *, is_told: bool
) -> None:
    with house(lcdp_reach=reach) as here:
        tenant = here.admit()
        assert (here.tenants.find(tenant.key, requester) is not None) is is_told


async def test_who_listens_everywhere_is_where_the_requester_can_reach_it() -> None:
    with house(host="0.0.0.0") as here:
        tenant = here.admit()
        found = here.tenants.find(tenant.key, NEIGHBOUR)
        assert found is not None
        assert found.address == Endpoint("127.0.0.1", tenant.port)


async def test_who_listens_where_a_name_says_is_told_by_its_address() -> None:
    with house(udp_host="localhost") as here:
        tenant = here.admit()
        found = here.tenants.find(tenant.key, NEIGHBOUR)
        assert found is not None
        assert found.address == Endpoint("127.0.0.1", tenant.port)


async def test_a_tenant_is_told_of_some_who_answer_without_their_cookies() -> None:
    with house() as here:
        here.own.peers.restore(
            [peer_at(f"198.51.100.{number}:1") for number in range(1, INTRODUCED + 9)], NOW
        )
        node = here.admit()._runner.node
        assert len(node.peers) == INTRODUCED
        assert {peer.cookie for peer in node.peers.rows()} == {None}


async def test_a_tenant_is_told_of_no_keys_but_those_of_the_peers_it_is_told_of() -> None:
    # With all 4096 that a server may know, each new tenant would cost 20 ms and two megabytes.
    with house() as here:
        near, far = key_at(HERE, 1), key_at("198.51.100.7:1", 2)
        here.own.peers.restore([peer_at(HERE)], NOW)
        here.own.keyring.restore([near, far])
        assert here.admit()._runner.node.keyring.rows() == (near,)


async def test_a_tenant_is_told_of_proven_keys_only() -> None:
    with house() as here:
        proven = key_at(HERE, 1)
        here.own.peers.restore([peer_at(HERE)], NOW)
        here.own.keyring.restore([proven, key_at(HERE, 2, is_proven=False)])
        assert here.admit()._runner.node.keyring.rows() == (proven,)


async def test_a_tenant_is_told_of_those_who_came_last() -> None:
    with house() as here:
        others = [here.admit() for _ in range(RECENT_TENANTS + 1)]
        node = here.admit()._runner.node
        ports = {peer.endpoint.port for peer in node.peers.rows()}
        assert ports == {other.port for other in others[1:]}
        assert {known.key for known in node.keyring.rows()} == {other.key for other in others[1:]}


async def test_a_tenant_calls_the_servers_node() -> None:
    with house() as here:
        node = here.admit()._runner.node
        assert [datagram.to for datagram in node.tick(NOW).datagrams] == [HOME]
