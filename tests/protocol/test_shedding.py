"""Who ends when too much is held: the address that holds most, and there the largest."""

from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.shedding import Holding, whom_to_shed

CROWD, OTHER = "192.0.2.1", "198.51.100.1"

holdings = st.lists(st.builds(Holding, st.sampled_from("abc"), st.integers(0, 50)), max_size=20)


def test_nobody_ends_as_long_as_nothing_is_too_much() -> None:
    assert whom_to_shed([Holding(OTHER, 5)], 0) == []


def test_the_largest_of_an_address_ends_first() -> None:
    assert whom_to_shed([Holding(OTHER, 1), Holding(OTHER, 3), Holding(OTHER, 2)], 4) == [1, 2]


def test_many_small_ones_of_one_address_end_before_a_large_one_of_another() -> None:
    crowd = [Holding(CROWD, 2)] * 10
    assert whom_to_shed([Holding(OTHER, 10), *crowd], 8) == [10, 9, 8, 7]


def test_addresses_that_hold_as_much_lose_in_turn() -> None:
    shed = whom_to_shed([Holding("a", 3), Holding("a", 3), Holding("b", 3), Holding("b", 3)], 9)
    assert len({0, 1} & set(shed)) in {1, 2}
    assert len(shed) == 3


def test_who_holds_nothing_never_ends() -> None:
    assert whom_to_shed([Holding(OTHER, 0), Holding(CROWD, 1)], 99) == [1]


@given(holdings, st.integers(0, 300))
def test_as_much_is_freed_as_must_be_and_nobody_ends_in_vain(
    held: list[Holding], excess: int
) -> None:
    shed = whom_to_shed(held, excess)
    sizes = [held[place].size for place in shed]
    assert len(set(shed)) == len(shed)
    assert sum(sizes) >= min(excess, sum(size for _, size in held))
    assert sum(sizes[:-1]) < excess or not shed
