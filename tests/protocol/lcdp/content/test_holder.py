"""What one peer was asked, and what is lost of it."""

from plong.protocol.lcdp.content.holder import MAX_MISSES, MAX_REST, Holder
from plong.protocol.lcdp.models import Endpoint

HERE = Endpoint("192.0.2.1", 1)


def make(*blocks: int) -> Holder:
    """Return a peer that has said a size, and was asked for blocks at 0.1 seconds."""
    holder = Holder(HERE, is_proven=True)
    holder.size = 10**6
    holder.ask(99, 0.0)
    holder.answer(99, 0.1)
    for block in blocks:
        holder.ask(block, 0.1)
    return holder


def test_until_it_says_a_size_it_is_asked_for_one_block() -> None:
    holder = Holder(HERE, is_proven=False)
    assert holder.may_be_asked(0.0)
    holder.ask(0, 0.0)
    assert not holder.may_be_asked(0.0)
    assert holder.answer(0, 0.1) is not None
    assert holder.is_proven


def test_what_three_later_ones_overtook_is_lost() -> None:
    holder = make(0, 1, 2, 3, 4)
    for block in (1, 2):
        asked = holder.answer(block, 0.2)
        assert asked is not None
        assert holder.overtaken(asked, 0.2) == []
    asked = holder.answer(3, 0.5)
    assert asked is not None
    assert holder.overtaken(asked, 0.5) == [0]
    assert holder.asked == (4,)


def test_what_may_be_reordered_is_waited_for() -> None:
    holder = make(0, 1, 2, 3)
    asked = holder.answer(3, 0.15)
    assert asked is not None
    assert holder.overtaken(asked, 0.15) == []


def test_what_comes_late_is_an_answer_once() -> None:
    holder = make(0)
    assert holder.expire(5.0) == [0]
    assert holder.answer(0, 5.1) is not None
    assert holder.answer(0, 5.1) is None


def test_what_was_asked_twice_measures_nothing() -> None:
    holder = make(0)
    before = holder.round_trip.smooth
    holder.expire(5.0)
    holder.ask(0, 5.0)
    assert holder.answer(0, 5.001) is not None
    assert holder.round_trip.smooth == before


def test_who_misses_too_often_rests_longer_and_longer() -> None:
    holder, now, rests = make(), 0.0, []
    for _ in range(MAX_MISSES + 9):
        assert not holder.is_resting(now)
        holder.miss(now)
        rests.append(max(holder.wakes_at - now, 0.0))
        now = max(holder.wakes_at, now)
    assert rests[: MAX_MISSES - 1] == [0.0] * (MAX_MISSES - 1)
    assert rests[MAX_MISSES - 1 : MAX_MISSES + 2] == [1.0, 2.0, 4.0]
    assert rests[-1] == MAX_REST
    assert not holder.is_useful
    holder.hit()
    assert holder.is_useful
