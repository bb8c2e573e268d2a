"""Fifty nodes find each other; a forger gains nothing; a node of twenty lines is understood."""

import json

from plong.protocol.lcdp.budget import HEADERS
from plong.protocol.lcdp.events import Adopted, Datagram
from plong.protocol.lcdp.models import Endpoint
from tests.support.swarm import Swarm, make_node

PORT = 24254
FIRST = Endpoint("192.0.2.1", PORT)
VICTIM = Endpoint("203.0.113.9", 53)
NOBODY = Endpoint("203.0.113.77", 7)


def town(size: int, *, loss: float = 0.0) -> Swarm:
    """Return nodes that know nobody but the first."""
    swarm = Swarm(loss=loss)
    swarm.add(FIRST, make_node(1))
    for number in range(2, size + 1):
        swarm.add(Endpoint(f"192.0.2.{number}", PORT), make_node(number, (FIRST,)))
    return swarm


def test_fifty_nodes_find_each_other() -> None:
    swarm = town(50)
    swarm.run(60)
    assert all(len(node.peers) >= 40 for node in swarm.nodes.values())


def test_they_do_where_datagrams_are_lost_and_come_twice_in_any_order() -> None:
    swarm = town(50, loss=0.1)
    swarm.run(120)
    assert all(len(node.peers) >= 30 for node in swarm.nodes.values())


def test_who_drops_strangers_still_finds_those_who_do_not() -> None:
    swarm = town(20)
    swarm.behind_nat = {Endpoint(f"192.0.2.{number}", PORT) for number in range(11, 21)}
    swarm.run(300)
    open_ones = swarm.nodes.keys() - swarm.behind_nat
    for endpoint in swarm.behind_nat:
        peers = swarm.nodes[endpoint].peers
        assert sum(one in peers for one in open_ones) >= 8


def test_keys_become_known_and_proven() -> None:
    swarm = town(5)
    swarm.run(120)
    rows = swarm.nodes[FIRST].keyring.rows()
    assert len(rows) == 4
    assert all(row.is_proven for row in rows)


def test_the_dead_are_forgotten() -> None:
    swarm = town(3)
    swarm.run(60)
    dead = Endpoint("192.0.2.3", PORT)
    assert dead in swarm.nodes[FIRST].peers
    del swarm.nodes[dead]
    swarm.run(120)
    assert dead not in swarm.nodes[FIRST].peers


def test_a_forger_gets_nobody_called_or_believed() -> None:
    swarm = town(5)
    forged = [
        b'[{"PleaseSendPeers":{}}]',
        b'[{"AlwaysReturned":{"cookie":"AAAAAAAAAAAA"}},{"Peers":{"peers":["203.0.113.77:7"]}}]',
        b'[{"MyPublicKey":{"ed25519h":"' + b"ab" * 32 + b'"}},{"PleaseSendPeers":{}}]',
        b'[{"PleaseAlwaysReturnThisMessage":{"cookie":"x"}}]',
    ]
    for data in forged * 25:
        swarm.send(VICTIM, Datagram(FIRST, data))
    swarm.run(60)
    node = swarm.nodes[FIRST]
    assert VICTIM not in node.peers
    assert NOBODY not in swarm.received
    assert not any(known.address == VICTIM for known in node.keyring.rows())
    reached = sum(len(data) + HEADERS for data in swarm.received[VICTIM])
    assert reached <= 2.5 * 25 * sum(len(data) + HEADERS for data in forged)


def test_an_address_that_a_peer_names_is_asked_once() -> None:
    swarm = town(1)
    liar = Endpoint("198.51.100.1", PORT)

    def lie(data: bytes, _: Endpoint) -> bytes:
        said = [{"Peers": {"peers": [str(VICTIM)]}}]
        cookies = [
            {"AlwaysReturned": one["PleaseAlwaysReturnThisMessage"]}
            for one in json.loads(data)
            if "PleaseAlwaysReturnThisMessage" in one
        ]
        return json.dumps(cookies + said).encode()

    swarm.programs[liar] = lie
    swarm.send(liar, Datagram(FIRST, b'[{"PleaseSendPeers":{}}]'))
    swarm.run(300)
    assert liar in swarm.nodes[FIRST].peers
    assert [list(json.loads(data)[0]) for data in swarm.received[VICTIM]] == [
        ["PleaseAlwaysReturnThisMessage"]
    ]


class Beginner:
    """A node after the shortest description of one: it answers one question, and never asks."""

    def __init__(self) -> None:
        self.known: dict[str, None] = {}
        self.lines: list[str] = []

    def __call__(self, data: bytes, source: Endpoint) -> bytes | None:
        said: list[object] = []
        for message in json.loads(data):
            if "PleaseSendPeers" in message:
                said.append({"Peers": {"peers": list(self.known)[:20]}})
            if "ChatMessage" in message:
                self.lines.append(message["ChatMessage"]["message"])
            if said and "PleaseAlwaysReturnThisMessage" in message:
                said.append({"AlwaysReturned": message["PleaseAlwaysReturnThisMessage"]})
        self.known[str(source)] = None
        return json.dumps(said).encode() if said else None


def test_a_node_of_twenty_lines_becomes_a_peer_and_stays_one() -> None:
    swarm = Swarm()
    beginner, endpoint = Beginner(), Endpoint("198.51.100.7", PORT)
    swarm.programs[endpoint] = beginner
    swarm.add(FIRST, make_node(1, (endpoint,)))
    swarm.run(300)
    assert Adopted(endpoint) in swarm.events[FIRST]
    assert endpoint in swarm.nodes[FIRST].peers
    assert str(FIRST) in beginner.known
