"""The folder whose files are shared: which names count."""

from collections.abc import Iterator
from weakref import WeakSet

from plong.hub.swarm.folder import first_names


class Name(str):
    """A name that one can see go."""


def test_the_first_names_are_found_whatever_order_they_come_in() -> None:
    assert first_names(["b", "d", "a", "c"], 3) == ["a", "b", "c"]
    assert first_names([], 3) == []


def test_of_a_huge_folder_no_more_names_are_held_or_sorted_than_are_shared() -> None:
    held: WeakSet[Name] = WeakSet()
    most = 0

    def names() -> Iterator[str]:
        nonlocal most
        for number in range(1000):
            name = Name(f"{number * 7919 % 1000:04}")
            held.add(name)
            most = max(most, len(held))
            yield name

    assert first_names(names(), 10) == [f"{number:04}" for number in range(10)]
    assert most <= 20
