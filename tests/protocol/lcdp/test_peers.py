from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.endpoint import MAX_PEERS, Reach, network_of
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peer import FIRST_DELAY, INTERVAL, MAX_MISSES, RETRY
from plong.protocol.lcdp.peers import PeerTable

NOW = 1_900_000_000.0
OPEN = Reach(loopback=True, private=True)
HOME = Endpoint("192.0.2.1", 24254)
COOKIE = cookie_of("theirs")


def some(count: int) -> list[Endpoint]:
    return [Endpoint(f"198.51.100.{number}", 24254) for number in range(1, count + 1)]


def table_of(endpoints: list[Endpoint], room: int = 100, per_network: int = 4) -> PeerTable:
    table = PeerTable(OPEN, room, per_network)
    for endpoint in endpoints:
        table.hear(endpoint, None, NOW)
    return table


def test_a_peer_is_new_once_and_is_called_at_once() -> None:
    table = PeerTable(OPEN)
    assert table.hear(HOME, COOKIE, NOW)
    assert not table.hear(HOME, None, NOW + 1)
    assert table.next_at() == NOW
    assert [(peer.endpoint, peer.cookie) for peer in table.due(NOW, 10)] == [(HOME, COOKIE)]


def test_nothing_is_to_be_done_without_peers() -> None:
    assert PeerTable(OPEN).next_at() == float("inf")


def test_the_round_trip_is_that_of_the_last_call() -> None:
    table = table_of([HOME])
    table.call(HOME, "1.5", NOW)
    table.hear(HOME, None, NOW + 0.25)
    table.returned(HOME, cookie_of("1.4"), NOW + 0.25)
    assert table.rows()[0].delay == FIRST_DELAY
    table.returned(HOME, cookie_of("1.5"), NOW + 0.25)
    assert table.rows()[0].delay == 0.25


def test_who_answers_is_called_again_later() -> None:
    table = table_of([HOME])
    table.call(HOME, "1", NOW)
    assert table.next_at() == NOW + RETRY
    table.hear(HOME, None, NOW + 1)
    assert table.next_at() == NOW + 1 + INTERVAL
    table.hear(HOME, None, NOW + 9)
    assert table.next_at() == NOW + 1 + INTERVAL


def test_who_tells_its_cookie_in_answer_to_a_call_is_called_with_it_at_once() -> None:
    table = table_of([HOME])
    table.call(HOME, "1", NOW)
    table.hear(HOME, COOKIE, NOW + 1)
    assert table.next_at() == NOW + 1
    table.call(HOME, "2", NOW + 1)
    table.hear(HOME, COOKIE, NOW + 2)
    assert table.next_at() == NOW + 2 + INTERVAL


def test_who_wants_another_cookie_is_called_with_it_soon() -> None:
    table = table_of([HOME])
    table.hear(HOME, COOKIE, NOW)
    table.call(HOME, "1", NOW)
    table.hear(HOME, None, NOW + 1)
    table.hear(HOME, cookie_of("other"), NOW + 2)
    assert table.next_at() == NOW + 2 + RETRY


def test_who_is_silent_is_not_named_and_then_forgotten() -> None:
    table = table_of([HOME])
    table.call(HOME, "0", NOW)
    for number in range(1, MAX_MISSES):
        assert table.gossip(some(1)[0]) == ((HOME,) if number == 1 else ())
        assert table.call(HOME, str(number), NOW + number * RETRY)
    assert not table.call(HOME, "x", NOW + MAX_MISSES * RETRY)
    assert HOME not in table


def test_the_quickest_are_named_first_and_the_others_in_their_turn() -> None:
    table = table_of(some(60), per_network=1)
    quick = some(60)[41]
    table.call(quick, "1", NOW)
    table.hear(quick, None, NOW + 0.01)
    table.returned(quick, cookie_of("1"), NOW + 0.01)
    table.rank()
    answers = []
    for _ in range(10):
        answers.append(table.gossip(HOME))
        assert table.gossip(HOME) == answers[-1]
        table.rank()
    assert all(answer[0] == quick and len(answer) == MAX_PEERS for answer in answers)
    assert len(set().union(*answers)) == 60


def test_nobody_is_told_of_himself_or_of_whom_he_may_not_reach() -> None:
    table = PeerTable(Reach())
    for endpoint in (HOME, Endpoint("10.0.0.1", 1), Endpoint("2001:db8::1", 1)):
        table.hear(endpoint, None, NOW)
    assert table.gossip(HOME) == ()
    assert table.gossip(some(1)[0]) == (HOME,)


def test_what_is_restored_is_called_at_once() -> None:
    table = table_of(some(3))
    table.call(some(3)[0], "1", NOW)
    other = PeerTable(OPEN)
    other.restore(table.rows(), NOW + 50)
    assert {row.endpoint for row in other.rows()} == set(some(3))
    assert len(other.due(NOW + 50, 10)) == 3
    assert all(row.called is None for row in other.rows())


def test_one_network_pushes_out_its_own_only() -> None:
    crowd = [Endpoint("203.0.113.5", port) for port in range(1, 50)]
    table = table_of([HOME, *crowd])
    assert HOME in table
    assert [row.endpoint for row in table.rows()] == [HOME, *crowd[-4:]]


def test_where_there_is_no_room_the_fullest_network_loses_one() -> None:
    table = table_of([HOME, Endpoint("203.0.113.5", 1), Endpoint("203.0.113.5", 2)], room=3)
    table.hear(some(1)[0], None, NOW)
    assert HOME in table
    assert Endpoint("203.0.113.5", 1) not in table


ENDPOINTS = st.builds(
    Endpoint,
    st.sampled_from(["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2"]),
    st.integers(min_value=1, max_value=6),
)


@given(st.lists(st.tuples(ENDPOINTS, st.sampled_from(["hear", "call", "forget"])), max_size=60))
def test_there_are_never_more_than_there_is_room_for(steps: list[tuple[Endpoint, str]]) -> None:
    table, now = PeerTable(OPEN, 8, 3), NOW
    for endpoint, what in steps:
        now += 1
        if what == "hear":
            table.hear(endpoint, None, now)
        elif what == "forget":
            table.forget(endpoint)
        elif endpoint in table:
            table.call(endpoint, "1", now)
        assert table.next_at() == min((row.call_at for row in table.rows()), default=float("inf"))
        networks = [network_of(row.endpoint) for row in table.rows()]
        assert len(networks) <= 8
        assert all(networks.count(network) <= 3 for network in networks)
