"""Whose errands may lead where."""

from ipaddress import ip_address

import pytest

from plong.hub.post.couriers import Couriers, allowed_to_node
from plong.protocol.ping.network import read_network
from tests.support.peers import id_of
from tests.support.server import make_test_config
from tests.support.town import Town


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
@pytest.mark.parametrize(("token", "may"), [("", True), ("secret", False)])
def test_without_a_token_the_servers_own_errands_may_lead_to_loopback(
    address: str, token: str, may: bool
) -> None:
    allowed = allowed_to_node(make_test_config(owner_token=token, ping_allow=["10.0.0.0/8"]))
    assert any(ip_address(address) in network for network in allowed) == may
    assert any(ip_address("10.1.2.3") in network for network in allowed)


async def test_peers_have_a_courier_of_their_own() -> None:
    couriers = Couriers(Town(), Town())
    assert couriers.of("") is couriers.for_node
    assert couriers.of(id_of("alice")) is couriers.for_peers
    await couriers.close()


def test_they_go_elsewhere_when_their_owner_says_so() -> None:
    node, peers = Town(), Town()
    config = make_test_config(owner_token="secret", ping_allow=["10.0.0.0/8"])
    Couriers(node, peers).reconfigure(config)
    private = [read_network("10.0.0.0/8")]
    assert node.allowed == (private, private)
    assert peers.allowed == (private, None)
    Couriers(node, peers).reconfigure(make_test_config())
    assert [*map(str, node.allowed[0])] == ["127.0.0.0/8", "::1/128"]
    assert node.allowed[1] == peers.allowed[0] == []
