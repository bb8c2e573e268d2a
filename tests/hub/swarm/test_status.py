"""What a node says of whom it knows: active are those who answer soon and are known by a key."""

import random

import pytest

from plong.hub.swarm.status import ActivePeer, SwarmStatus, read_status
from plong.noise.crypto import NoiseCrypto
from plong.protocol.lcdp.claims import Known
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices
from plong.protocol.lcdp.peer import FIRST_DELAY, Peer
from tests.support.known_peers import endpoint_of, key_at, peer_at
from tests.support.peers import NOW

OWN = bytes(31) + b"\1"
ONE, TWO, SIX = "192.0.2.1:24254", "192.0.2.2:24254", "[2001:db8::1]:24254"


@pytest.fixture
def node() -> LcdpNode:
    return LcdpNode(NoiseCrypto(bytes(32)), random.Random(1).randbytes, NOW, Choices())


def look(node: LcdpNode, peers: list[Peer], keys: list[Known]) -> SwarmStatus:
    node.peers.restore(peers, NOW)
    node.keyring.restore(keys)
    return read_status("0.0", OWN, node)


def test_nobody_is_known_at_first(node: LcdpNode) -> None:
    assert read_status("0.0", OWN, node) == SwarmStatus("0.0", OWN, 0, 0, ())


def test_the_quickest_is_named_first(node: LcdpNode) -> None:
    peers = [peer_at(ONE, delay=0.7), peer_at(SIX, delay=0.1)]
    status = look(node, peers, [key_at(ONE, 2), key_at(SIX, 3)])
    assert [str(peer.endpoint) for peer in status.active] == [SIX, ONE]
    assert (status.peers, status.hosts, status.fast) == (2, 2, 1)
    assert status.active[0] == ActivePeer(endpoint_of(SIX), key_at(SIX, 3).key, 0.1)


@pytest.mark.parametrize(("delay", "active"), [(1.499, 1), (1.5, 0)])
def test_who_takes_too_long_is_not_active(node: LcdpNode, delay: float, active: int) -> None:
    assert len(look(node, [peer_at(ONE, delay=delay)], [key_at(ONE)]).active) == active


def test_who_has_no_known_key_is_not_active(node: LcdpNode) -> None:
    assert look(node, [peer_at(ONE)], [key_at(TWO)]).active == ()


def test_who_has_missed_a_call_is_not_active(node: LcdpNode) -> None:
    node.peers.restore([peer_at(ONE)], NOW)
    for number in range(2):
        node.peers.call(endpoint_of(ONE), str(number), NOW)
    assert look(node, [], [key_at(ONE)]).active == ()


def test_who_has_not_been_measured_is_active_but_not_fast(node: LcdpNode) -> None:
    status = look(node, [peer_at(ONE, delay=FIRST_DELAY)], [key_at(ONE)])
    assert (len(status.active), status.fast) == (1, 0)


def test_of_several_keys_at_an_address_a_proven_one_counts(node: LcdpNode) -> None:
    keys = [key_at(ONE, 2), key_at(ONE, 3), key_at(ONE, 4, is_proven=False)]
    [active] = look(node, [peer_at(ONE)], keys).active
    assert active.key == keys[1].key


def test_several_ports_are_one_host(node: LcdpNode) -> None:
    status = look(node, [peer_at("192.0.2.1:1"), peer_at("192.0.2.1:2")], [])
    assert (status.peers, status.hosts) == (2, 1)
