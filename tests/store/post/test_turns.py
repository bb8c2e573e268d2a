"""Turns: fair, bounded, and nothing left out without a reason."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from plong.store.post.turns import take_turns

Key = tuple[str, int]
owners = st.sampled_from("abcd")
waiting = st.dictionaries(owners, st.integers(1, 6), max_size=4)


def queue(owner: str, count: int) -> list[Key]:
    return [(owner, number) for number in range(count)]


def test_the_first_of_each_then_the_second_of_each() -> None:
    queues = [queue("b", 3), queue("a", 1), queue("c", 2)]
    expected = [("b", 0), ("a", 0), ("c", 0), ("b", 1), ("c", 1), ("b", 2)]
    assert take_turns(queues, [], 9, 9) == expected
    assert take_turns(queues, [], 9, 4) == expected[:4]


@given(
    waiting,
    st.sets(st.tuples(owners, st.integers(0, 6)), max_size=8),
    st.integers(0, 4),
    st.integers(0, 12),
)
def test_nobody_gets_more_than_a_share_and_nothing_free_is_left(
    counts: dict[str, int], busy: set[Key], per_owner: int, limit: int
) -> None:
    queues = [queue(owner, count) for owner, count in counts.items()]
    taken = take_turns(queues, busy, per_owner, limit)
    assert len(set(taken)) == len(taken) <= limit
    assert not busy & {*taken}
    shares, held = Counter(key[0] for key in taken), Counter(key[0] for key in busy)
    assert all(shares[owner] + held[owner] <= per_owner for owner in shares)
    free = Counter(key[0] for one in queues for key in one if key not in busy)
    room = {owner: min(free[owner], max(0, per_owner - held[owner])) for owner in free}
    assert len(taken) == min(limit, sum(room.values()))
    for owner, other in ((owner, other) for owner in room for other in room):
        assert shares[owner] <= shares[other] + 1 or shares[other] == room[other]
