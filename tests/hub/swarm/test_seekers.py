"""Who has asked for files that are not here is remembered: bounded, and only peers."""

from plong.hub.swarm.seekers import MAX_FILES, Seekers
from plong.protocol.lcdp.endpoint import MAX_PEERS
from plong.protocol.lcdp.models import Endpoint

ID = "ab" * 32
PEERS = [Endpoint("192.0.2.1", 1000 + number) for number in range(MAX_PEERS + 5)]
ALICE, BOB, *_ = PEERS


def test_who_asked_last_is_first() -> None:
    seekers = Seekers(lambda _: True)
    for peer in (ALICE, BOB, ALICE):
        seekers.note(ID, peer)
    assert seekers.find(ID) == [ALICE, BOB]
    assert seekers.find("cd" * 32) == []


def test_only_peers_are_remembered_and_while_they_are() -> None:
    peers = {ALICE}
    seekers = Seekers(peers.__contains__)
    seekers.note(ID, ALICE)
    seekers.note(ID, BOB)
    peers.add(BOB)
    assert seekers.find(ID) == [ALICE]
    peers.remove(ALICE)
    assert seekers.find(ID) == []


def test_so_many_are_remembered_who_asked_last() -> None:
    seekers = Seekers(lambda _: True)
    for peer in PEERS:
        seekers.note(ID, peer)
    assert seekers.find(ID) == PEERS[::-1][: MAX_PEERS + 1]
    for number in range(MAX_FILES):
        seekers.note(str(number), ALICE)
    assert len(seekers) == MAX_FILES
    assert seekers.find(ID) == []
