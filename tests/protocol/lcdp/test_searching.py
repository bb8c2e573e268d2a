"""Where a key is, is asked of some peers, and not too often."""

from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.framing import read_datagram
from plong.protocol.lcdp.models import (
    AlwaysReturned,
    Endpoint,
    Forwarded,
    PleaseAlwaysReturn,
    WhereAreThey,
)
from plong.protocol.lcdp.searching import INTERVAL, MAX_ASKED, MAX_KEYS, Searches
from tests.protocol.lcdp.talk import ALICE, BOB, FRIEND, THEIRS, adopt, introduce, said
from tests.support.swarm import START, Swarm, make_crypto, make_node


def test_peers_are_asked_with_their_cookie_and_for_ours() -> None:
    node = make_node(1)
    own = adopt(node)
    (datagram,) = node.search(FRIEND.key, START)
    assert datagram.to == ALICE
    assert read_datagram(datagram.data) == (
        AlwaysReturned(THEIRS),
        WhereAreThey(FRIEND.key),
        PleaseAlwaysReturn(own.cookie),
    )


def test_the_same_key_is_not_asked_for_again_at_once() -> None:
    node = make_node(1)
    adopt(node)
    assert len(node.search(FRIEND.key, START)) == 1
    assert node.search(FRIEND.key, START + INTERVAL - 0.1) == []
    assert len(node.search(FRIEND.key, START + INTERVAL)) == 1


def test_so_many_peers_are_asked_and_others_the_next_time() -> None:
    node = make_node(1)
    for number in range(100):
        node.peers.hear(Endpoint(f"192.0.2.{number}", 24254), None, START)
    asked = [one.to for one in node.search(FRIEND.key, START)]
    again = [one.to for one in node.search(FRIEND.key, START + INTERVAL)]
    assert len(set(asked)) == len(set(again)) == MAX_ASKED
    assert len({*asked, *again}) > MAX_ASKED


def test_who_does_not_answer_is_not_asked() -> None:
    node = make_node(1)
    node.peers.hear(ALICE, None, START)
    for at in (START, START + 10):
        node.peers.call(ALICE, "1", at)
    assert node.search(FRIEND.key, START) == []


def test_only_so_many_keys_are_asked_for_at_once() -> None:
    searches = Searches()
    asked = [searches.may_ask(bytes([number]) * 32, START) for number in range(MAX_KEYS + 1)]
    assert asked == [*[True] * MAX_KEYS, False]
    assert searches.may_ask(bytes([MAX_KEYS]) * 32, START + INTERVAL)


@given(st.lists(st.tuples(st.integers(0, 99), st.floats(0, 4)), max_size=300))
def test_only_so_many_keys_are_asked_for_whoever_asks(steps: list[tuple[int, float]]) -> None:
    searches, now, asked = Searches(), START, list[tuple[int, float]]()
    for number, pause in steps:
        now += pause
        if searches.may_ask(bytes([number]) * 32, now):
            asked.append((number, now))
        lately = [key for key, at in asked if now - at < INTERVAL]
        assert len(lately) == len(set(lately)) == len(searches) <= MAX_KEYS


def test_who_is_found_becomes_a_peer_and_can_be_told_something() -> None:
    swarm = Swarm()
    first, second, third = (Endpoint(f"192.0.2.{n}", 24254) for n in (1, 2, 3))
    swarm.add(first, make_node(1))
    swarm.add(second, make_node(2, (first,)))
    swarm.run(5)
    swarm.add(third, make_node(3, (second,)))
    swarm.run(1)
    assert third not in swarm.nodes[first].peers
    for datagram in swarm.nodes[first].search(_key(3), swarm.now):
        swarm.send(first, datagram)
    swarm.run(5)
    assert third in swarm.nodes[first].peers
    assert len(swarm.nodes[first].tell_text(_key(3), "[]")) == 1


def _key(number: int) -> bytes:
    return make_crypto(number).key


def test_where_somebody_is_is_told_to_who_searches() -> None:
    node = make_node(1)
    introduce(node)
    where = [
        one for one in said(node, [WhereAreThey(FRIEND.key)], BOB) if isinstance(one, Forwarded)
    ]
    assert where[0].src == ALICE
