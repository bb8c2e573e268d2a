"""What is seen of the server in a soak, and whether it grows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from bench.soak.house import House

MEBIBYTE = 1 << 20
FEWEST = 12
"""Looks at one process that are enough to tell whether it grows."""
MOST_GROWTH = 4 * MEBIBYTE
"""From the middle third of a process's life to the last; what loads and fills comes before."""
MOST_STORED = 4 * MEBIBYTE
"""Likewise of the store over the whole soak: its journal comes and goes."""


@dataclass(frozen=True)
class Look:
    """The server at one moment."""

    process: int
    """Its how manieth."""
    resident: int
    files: int
    stored: int


def look_at(house: House, process: int) -> Look:
    """Look once. Raise `OSError` or RuntimeError if the process is just ending."""
    return Look(process, house.resident, house.files, house.stored)


def growth(figures: Sequence[int]) -> int:
    """Return by how much the last third's median exceeds that of the middle one."""
    third = len(figures) // 3
    return int(median(figures[-third:]) - median(figures[third:-third]))


def memory_growths(looks: Sequence[Look]) -> Iterator[tuple[int, int]]:
    """Return each process with the growth of its memory, if it lived long enough."""
    for process, of_it in groupby(looks, lambda look: look.process):
        figures = [look.resident for look in of_it]
        if len(figures) >= FEWEST:
            yield process, growth(figures)
