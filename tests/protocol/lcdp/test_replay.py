"""What was opened once is remembered: not for ever, and not too much of it."""

from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.replay import SHARES, ReplayGuard

ROOM, TTL, NOW = 64, 100.0, 1000.0
SHARE = ROOM // SHARES
ALICE, EVE = b"alice", b"eve"


def make() -> ReplayGuard:
    return ReplayGuard(ROOM, TTL)


def test_a_mark_is_fresh_once() -> None:
    guard = make()
    assert guard.is_fresh(b"1", ALICE, NOW)
    assert not guard.is_fresh(b"1", ALICE, NOW)
    assert not guard.is_fresh(b"1", EVE, NOW)
    assert guard.is_fresh(b"2", ALICE, NOW)


def test_it_is_forgotten_after_its_time() -> None:
    guard = make()
    guard.is_fresh(b"1", ALICE, NOW)
    assert not guard.is_fresh(b"1", ALICE, NOW + TTL - 1)
    assert guard.is_fresh(b"1", ALICE, NOW + TTL)
    guard.prune(NOW + 2 * TTL)
    assert len(guard) == 0


def test_asking_again_does_not_make_it_younger() -> None:
    guard = make()
    guard.is_fresh(b"1", ALICE, NOW)
    guard.is_fresh(b"1", ALICE, NOW + TTL - 1)
    guard.prune(NOW + TTL)
    assert len(guard) == 0


def test_one_sender_makes_us_forget_its_own_only() -> None:
    guard = make()
    guard.is_fresh(b"a", ALICE, NOW)
    for number in range(10 * ROOM):
        assert guard.is_fresh(b"%d" % number, EVE, NOW)
    assert len(guard) == 1 + SHARE
    assert not guard.is_fresh(b"a", ALICE, NOW)
    assert not guard.is_fresh(b"%d" % (10 * ROOM - 1), EVE, NOW)
    assert guard.is_fresh(b"0", EVE, NOW)


def test_many_senders_make_us_forget_the_oldest() -> None:
    guard = make()
    for number in range(ROOM + 1):
        assert guard.is_fresh(b"%d" % number, b"sender %d" % number, NOW)
    assert len(guard) == len(guard._by_sender) == ROOM
    assert not guard.is_fresh(b"1", b"sender 1", NOW)
    assert guard.is_fresh(b"0", b"sender 0", NOW)


def test_the_least_room_is_for_one() -> None:
    guard = ReplayGuard(1)
    assert guard.is_fresh(b"1", ALICE, NOW)
    assert guard.is_fresh(b"2", ALICE, NOW)
    assert not guard.is_fresh(b"2", ALICE, NOW)
    assert len(guard) == 1


ASKED = st.tuples(st.integers(0, 200), st.integers(0, 30), st.floats(0, 60))


@given(st.lists(ASKED, max_size=300))
def test_whatever_is_asked_it_is_bounded_and_right(asked: list[tuple[int, int, float]]) -> None:
    guard, now, seen = make(), NOW, dict[bytes, float]()
    for number, sender, passed in asked:
        now, mark = now + passed, b"%d" % number
        remembered = mark in guard._seen and now - seen[mark] < TTL
        assert guard.is_fresh(mark, b"%d" % sender, now) is not remembered
        seen[mark] = seen[mark] if remembered else now
        assert not guard.is_fresh(mark, b"%d" % sender, now)
        assert len(guard) <= ROOM
