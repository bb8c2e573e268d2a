from plong.protocol.lcdp.cookies import SECRET_TTL, cookie_of
from plong.protocol.lcdp.framing import Messages, read_datagram
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Endpoint,
    MyPublicKey,
    PleaseAlwaysReturn,
    PleaseReturnThisMessage,
    PleaseSendPeers,
    SignedMessage,
)
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.timers import BOOTSTRAP_EVERY, CALLS
from tests.support.swarm import START, make_node

HOME = Endpoint("192.0.2.1", 24254)
THEIRS = cookie_of("theirs")


def called(node: LcdpNode, now: float) -> dict[Endpoint, Messages | None]:
    return {one.to: read_datagram(one.data) for one in node.tick(now).datagrams}


def test_a_bootstrap_node_is_called_until_it_is_a_peer() -> None:
    node = make_node(1, (HOME,))
    assert node.next_at == START
    (question,) = called(node, START).values()
    assert question is not None
    assert list(map(type, question)) == [PleaseSendPeers, PleaseAlwaysReturn]
    assert node.next_at == START + BOOTSTRAP_EVERY
    assert list(called(node, node.next_at)) == [HOME]


def test_a_peer_is_called_with_its_cookie_and_the_proof_before_the_key() -> None:
    node = make_node(1)
    node.peers.hear(HOME, THEIRS, START)
    said = called(node, START)[HOME]
    assert said is not None
    assert said[0] == AlwaysReturned(THEIRS)
    assert list(map(type, said[1:])) == [
        SignedMessage,
        MyPublicKey,
        PleaseSendPeers,
        PleaseReturnThisMessage,
        PleaseAlwaysReturn,
    ]


def test_a_call_is_a_number_and_its_answer_the_round_trip() -> None:
    node = make_node(1)
    node.peers.hear(HOME, THEIRS, START + 7.25)
    said = called(node, START + 7.25)[HOME] or ()
    texts = [one.cookie.text for one in said if isinstance(one, PleaseReturnThisMessage)]
    assert texts == ["7.250"]


def test_only_so_many_are_called_in_a_second() -> None:
    node = make_node(1)
    for number in range(1, 26):
        node.peers.hear(Endpoint(f"192.0.2.{number}", 1), THEIRS, START)
    assert len(called(node, START)) == CALLS
    assert called(node, START + 0.5) == {}
    assert len(called(node, START + 1)) == CALLS
    assert len(called(node, START + 2)) == 5


def test_who_knows_nobody_wakes_for_the_secret_only() -> None:
    node = make_node(1)
    assert called(node, START) == {}
    assert node.next_at == START + SECRET_TTL
    node.tick(node.next_at)
    assert node.next_at == START + 2 * SECRET_TTL
