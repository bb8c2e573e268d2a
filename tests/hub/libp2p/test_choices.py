"""What the operator decides for libp2p."""

import pytest

from plong.config import Config, ConfigError
from plong.hub.libp2p.choices import announced, choices_of, relay_choices_of
from plong.hub.libp2p.door import Door
from plong.hub.tally import Tally
from plong.libp2p.census import Room
from plong.protocol.libp2p.peer_id import PeerId, parse_peer_id
from plong.protocol.libp2p.relay.models import Limit

OWN = "12D3KooWFm2ob2T7N6xxmmno9zHeZodvajwvAb7Wgn4i5eTeoaCF"
OTHER = "12D3KooWDfauQatc3bYPmmuTPuoaXJvpkAQG9ekKvkBzQionW5q8"


@pytest.fixture
def own() -> PeerId:
    return parse_peer_id(OWN)


def test_limits_are_those_of_the_configuration() -> None:
    config = Config(libp2p_connections=7, libp2p_connections_per_address=3, libp2p_streams=5)
    choices = choices_of(config, Door(1, lambda: 0, Tally()))
    assert (choices.room, choices.streams) == (Room(7, 3), 5)
    assert choices.agent_version.startswith("plong/")


def test_the_relay_is_that_of_the_configuration() -> None:
    choices = relay_choices_of(
        Config(
            libp2p_relay_reservations=7,
            libp2p_relay_circuits=3,
            libp2p_relay_data=4096,
            libp2p_relay_duration=0,
        )
    )
    assert choices is not None
    assert (choices.reservations.total, choices.circuits.total) == (7, 3)
    assert choices.limit == Limit(duration=0, data=4096)


@pytest.mark.parametrize(
    "config", [Config(libp2p_relay_reservations=0), Config(libp2p_relay_circuits=0)]
)
def test_a_relay_for_nobody_is_off(config: Config) -> None:
    assert relay_choices_of(config) is None


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
