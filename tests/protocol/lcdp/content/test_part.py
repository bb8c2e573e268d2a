"""What is kept of a fetch is read strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plong.protocol.lcdp.content.blocks import Blocks
from plong.protocol.lcdp.content.part import MAX_RUNS, MAX_TEXT, Part, read_part, write_part
from plong.protocol.lcdp.content.sizes import MAX_SIZE

ID = "0123456789abcdef" * 4
HEAD = f"plong-part 1\n{ID}\n"


@given(st.sets(st.integers(0, 40)), st.integers(1, 41 * 4096))
def test_what_is_written_is_read(there: set[int], size: int) -> None:
    blocks = Blocks(size)
    for block in there:
        if blocks.is_missing(block):
            blocks.put(block, 7)
    part = read_part(write_part(ID, size, blocks.runs()), ID, size)
    assert part == Part(size, tuple(blocks.runs()))
    again = Blocks(size)
    again.restore(part.runs)
    assert (len(again), again.stored) == (len(blocks), blocks.stored)
    assert all(again.has(block) == blocks.has(block) for block in range(41))


def test_how_it_looks() -> None:
    assert write_part(ID, 20000, [(0, 1), (4, 4)]) == f"{HEAD}20000\n0-1 4-4\n"
    assert read_part(f"{HEAD}1\n\n", ID, 0) == Part(1, ())


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", f"{HEAD}20000\n0-1", f"{HEAD}20000\n0-1\n\n", f"{HEAD}20000\n0-1 \n"),
        *(f"{HEAD}0\n\n", f"{HEAD}{MAX_SIZE + 1}\n\n", f"{HEAD}{'9' * 5000}\n\n", f"{HEAD}\n\n"),
        *(f"{HEAD}20000\n1-0\n", f"{HEAD}20000\n0-1 2-3\n", f"{HEAD}20000\n3-3 0-1\n"),
        *(f"{HEAD}20000\n0-5\n", f"{HEAD}20000\n00-1\n", f"{HEAD}20000\n-1-1\n"),
        *(f"{HEAD}20000\n0-\u0661\n", f"{HEAD}20000\r\n0-1\r\n", f"{HEAD}20000\n0-4\n"),
        f"plong-part 2\n{ID}\n20000\n0-1\n",
        f"plong-part 1\n{ID[:-1]}0\n20000\n0-1\n",
        f"plong-part 1\n{ID.upper()}\n20000\n0-1\n",
        f"{HEAD}{MAX_SIZE}\n0-{2**41 - 1}\n",
        "x" * (MAX_TEXT + 1),
    ],
)
def test_what_is_not_read(text: str) -> None:
    assert read_part(text, ID, 19999) is None


@given(st.text(alphabet=f"{HEAD}0123456789- \n"))
def test_whatever_is_read_nothing_breaks(text: str) -> None:
    read_part(HEAD + text, ID, 100_000)


def test_the_most_there_is_can_be_read() -> None:
    last = MAX_SIZE // 4096
    runs = [(last - 2 * n, last - 2 * n) for n in range(MAX_RUNS + 5, 0, -1)]
    text = write_part(ID, MAX_SIZE, runs)
    part = read_part(text, ID, MAX_SIZE)
    assert part is not None
    assert part.runs == tuple(runs[:MAX_RUNS])
