"""Which blocks are there, on the way and missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.content.blocks import Blocks
from plong.protocol.lcdp.content.sizes import believe

SIZE = 4 * 4096 + 1


@pytest.mark.parametrize(("block", "length"), [(0, 4096), (3, 4096), (4, 1), (5, 0), (2**60, 0)])
def test_the_last_block_is_shorter(block: int, length: int) -> None:
    assert Blocks(SIZE).length(block) == length


def test_what_is_lost_is_wanted_first() -> None:
    blocks = Blocks(SIZE)
    for block in range(3):
        assert blocks.wanted() == block
        blocks.ask(block, float(block))
    assert blocks.overdue() == (0, 0.0)
    blocks.lose(1)
    assert blocks.wanted() == 1
    blocks.put(1, 2)
    assert blocks.wanted() == 3


def test_what_two_are_asked_for_is_lost_by_both() -> None:
    blocks = Blocks(4096)
    blocks.ask(0, 0.0)
    blocks.ask(0, 1.0)
    blocks.lose(0)
    assert blocks.wanted() is None
    blocks.lose(0)
    assert blocks.wanted() == 0


def test_another_view_keeps_what_some_gave_and_what_fits() -> None:
    before = Blocks(SIZE)
    for block, mark in enumerate((2, 3, 2, 3, 2)):
        before.put(block, mark)
    assert before.stored == SIZE

    def kept(size: int) -> list[int]:
        after = Blocks(size)
        after.keep(before, {2})
        assert len(after) == after.given(2)
        return [block for block in range(after.total) if after.has(block)]

    assert kept(SIZE) == [0, 2, 4]
    assert kept(SIZE + 1) == kept(SIZE + 9999) == [0, 2]
    assert kept(3 * 4096) == [0, 2]
    assert kept(3 * 4096 - 1) == [0]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6)), max_size=80))
def test_what_is_missing_is_on_the_way_or_wanted(steps: list[tuple[int, int]]) -> None:
    blocks, on_way, there = Blocks(SIZE), dict.fromkeys(range(5), 0), set[int]()
    for kind, number in steps:
        wanted = blocks.wanted()
        missing = {block for block in range(5) if not on_way[block] and block not in there}
        assert (wanted in missing) if missing else (wanted is None)
        block = number % 5
        if kind == 0 and wanted is not None:
            blocks.ask(wanted, 0.0)
            on_way[wanted] += 1
        elif kind == 1 and on_way[block]:
            blocks.lose(block)
            on_way[block] -= 1
        elif kind == 2 and block not in there:
            blocks.put(block, 2)
            there.add(block)
            on_way[block] = 0
    assert len(blocks) == len(there)


def test_the_size_is_what_most_say_and_then_the_smallest() -> None:
    assert believe([]) is None
    assert believe([5, 3, 5]) == 5
    assert believe([5, 3]) == 3
