"""What the operator decides for libp2p."""

import pytest

from plong.config import Config, ConfigError
from plong.hub.libp2p.choices import announced, choices_of
from plong.libp2p.census import Room
from plong.protocol.libp2p.peer_id import PeerId, parse_peer_id

OWN = "12D3KooWFm2ob2T7N6xxmmno9zHeZodvajwvAb7Wgn4i5eTeoaCF"
OTHER = "12D3KooWDfauQatc3bYPmmuTPuoaXJvpkAQG9ekKvkBzQionW5q8"


@pytest.fixture
def own() -> PeerId:
    return parse_peer_id(OWN)


def test_limits_are_those_of_the_configuration() -> None:
    config = Config(libp2p_connections=7, libp2p_connections_per_address=3, libp2p_streams=5)
    choices = choices_of(config)
    assert (choices.room, choices.streams) == (Room(7, 3), 5)
    assert choices.agent_version.startswith("plong/")


def test_addresses_are_announced_with_the_servers_name_or_without(own: PeerId) -> None:
    announce = ("/ip4/192.0.2.1/tcp/4001", f"/dns4/plong.example/tcp/443/wss/p2p/{OWN}")
    found = announced(Config(libp2p_announce=announce), own)
    assert [*map(str, found)] == ["/ip4/192.0.2.1/tcp/4001", "/dns4/plong.example/tcp/443/wss"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/ip4/192.0.2/tcp/4001", "libp2p_announce has '/ip4/192.0.2/tcp/4001'. "),
        ("/ip4/192.0.2.1/smoke/4001", "libp2p_announce has '/ip4/192.0.2.1/smoke/4001'. "),
        (f"/ip4/192.0.2.1/tcp/4001/p2p/{OTHER}", f"; this server is {OWN}."),
        (f"/p2p/{OWN}", f"; this server is {OWN}."),
    ],
)
def test_what_is_no_address_of_this_server_is_refused(own: PeerId, address: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        announced(Config(libp2p_announce=(address,)), own)
    assert said in str(refused.value)
