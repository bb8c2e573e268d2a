"""How many connections there may be."""

import pytest

from plong.libp2p.census import Room, address_of
from plong.libp2p.errors import Refused
from plong.protocol.libp2p.multiaddr import parse_multiaddr, socket_multiaddr
from tests.libp2p.stranger import Stranger, make_node


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("/ip4/192.0.2.1/tcp/1", "192.0.2.1"),
        ("/ip4/192.0.2.1/tcp/2/ws", "192.0.2.1"),
        ("/ip6/2001:db8::1/tcp/1", "2001:db8::/64"),
        ("/ip6/2001:db8::ffff:1/tcp/1", "2001:db8::/64"),
        ("/ip6/::ffff:192.0.2.1/tcp/1", "192.0.2.1"),
        ("/dns/plong.example/tcp/1", "plong.example"),
    ],
)
def test_what_counts_as_one_address(remote: str, address: str) -> None:
    assert address_of(parse_multiaddr(remote)) == address


def at(host: int) -> str:
    return f"192.0.2.{host}"


async def test_one_address_has_its_share_until_a_socket_is_gone() -> None:
    node = make_node(room=Room(per_address=2))
    first = Stranger(node, b"a", socket_multiaddr(at(1), 1))
    Stranger(node, b"b", socket_multiaddr(at(1), 2))
    with pytest.raises(Refused, match="One address"):
        Stranger(node, b"c", socket_multiaddr(at(1), 3))
    Stranger(node, b"c", socket_multiaddr(at(2), 3))
    first.connection.close()
    with pytest.raises(Refused):
        Stranger(node, b"c", socket_multiaddr(at(1), 3))
    first.connection.lost()
    Stranger(node, b"c", socket_multiaddr(at(1), 3))


async def test_all_together_have_so_many() -> None:
    node = make_node(room=Room(total=3))
    for host in range(3):
        Stranger(node, remote=socket_multiaddr(at(host), 1))
    with pytest.raises(Refused, match="3 connections"):
        Stranger(node, remote=socket_multiaddr(at(9), 1))


async def test_one_peer_has_so_many_and_the_next_is_closed() -> None:
    node = make_node(room=Room(per_peer=2))
    strangers = [Stranger(node).meet() for _ in range(3)]
    assert [stranger.wire.is_closed for stranger in strangers] == [False, False, True]
    peer = strangers[0].crypto.peer_id
    assert node.connections.of(peer) == tuple(each.connection for each in strangers[:2])
    strangers[0].connection.lost()
    assert not Stranger(node).meet().wire.is_closed


async def test_a_peer_is_connected_from_its_first_connection_to_its_last() -> None:
    node = make_node()
    told: list[tuple[str, object]] = []
    node.watch(
        lambda peer: told.append(("connected", peer)), lambda peer: told.append(("lost", peer))
    )
    first, second = Stranger(node).meet(), Stranger(node).meet()
    peer = first.crypto.peer_id
    assert node.connections.peers == (peer,)
    first.connection.lost()
    assert told == [("connected", peer)]
    second.connection.close()
    assert told == [("connected", peer), ("lost", peer)]
    assert node.connections.of(peer) == ()


async def test_nothing_is_remembered_of_who_is_gone() -> None:
    node = make_node()
    stranger = Stranger(node).meet()
    stranger.connection.lost()
    stranger.connection.lost()
    census = node.connections
    assert (
        len(census) == len(census._per_address) == len(census._by_peer) == len(census._peers) == 0
    )
