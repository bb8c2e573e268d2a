from plong.protocol.lcdp.cookies import cookie_of
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.peer import (
    FIRST_DELAY,
    GRAIN,
    INTERVAL,
    MAX_MISSES,
    RETRY,
    Peer,
    order,
)

NOW = 1_900_000_000.0
HOME = Endpoint("192.0.2.1", 24254)
COOKIE, OTHER = cookie_of("theirs"), cookie_of("another")
PEER = Peer(HOME, NOW, cookie=COOKIE, call_at=NOW + INTERVAL)


def test_who_was_heard_just_now_is_well() -> None:
    assert PEER.is_known_to_be_well(None, NOW + GRAIN / 2)
    assert PEER.is_known_to_be_well(COOKIE, NOW + GRAIN / 2)
    assert not PEER.is_known_to_be_well(None, NOW + GRAIN)


def test_who_wants_another_cookie_or_is_waited_for_is_to_be_heard() -> None:
    assert not PEER.is_known_to_be_well(OTHER, NOW)
    assert not PEER.call("1", NOW).is_known_to_be_well(None, NOW)
    assert not PEER.call("1", NOW).call("2", NOW).is_known_to_be_well(None, NOW)


def test_an_answer_ends_the_wait_and_keeps_the_cookie() -> None:
    heard = PEER.call("1", NOW).call("2", NOW + RETRY).heard(None, NOW + 9)
    assert (heard.misses, heard.is_waited_for, heard.cookie) == (0, False, COOKIE)
    assert (heard.heard_at, heard.call_at) == (NOW + 9, NOW + 9 + INTERVAL)
    assert heard.heard(OTHER, NOW + 10).cookie == OTHER
    assert heard.heard(OTHER, NOW + 10).call_at == heard.call_at


def test_each_call_without_an_answer_makes_it_slower_until_it_is_lost() -> None:
    peer, delay = PEER.call("0", NOW), FIRST_DELAY
    assert (peer.misses, peer.delay, peer.call_at) == (0, FIRST_DELAY, NOW + RETRY)
    for number in range(1, MAX_MISSES + 1):
        assert not peer.is_lost
        peer, delay = peer.call(str(number), NOW), delay * 4 / 3 + 0.001
        assert (peer.misses, peer.delay) == (number, delay)
    assert peer.is_lost


def test_only_the_cookie_of_the_last_call_measures() -> None:
    peer = PEER.call("1", NOW).call("2", NOW + 5)
    assert peer.returned(cookie_of("1"), NOW + 6) == peer
    assert peer.returned(cookie_of("2"), NOW + 6).delay == 1.0
    assert peer.returned(cookie_of("2"), NOW + 4).delay == 0.0
    measured = peer.returned(cookie_of("2"), NOW + 6)
    assert measured.returned(cookie_of("2"), NOW + 9) == measured


def test_after_a_restart_it_is_called_at_once() -> None:
    restored = PEER.call("1", NOW).restored(NOW + 50)
    assert restored == Peer(HOME, NOW, FIRST_DELAY, COOKIE, NOW + 50)


def test_quick_ones_come_first_then_short_addresses_of_ipv4() -> None:
    slow = Peer(HOME, NOW, delay=0.9)
    long = Peer(Endpoint("198.51.100.200", 24254), NOW)
    far = Peer(Endpoint("::1", 1), NOW)
    near = Peer(Endpoint("192.0.2.2", 1), NOW)
    assert sorted([far, slow, long, near], key=order) == [near, long, far, slow]
