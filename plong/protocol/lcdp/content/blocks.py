"""Which blocks of a file are there, who gave them, and which to ask for next.

Takes a byte for each block up to the last that came: what a stranger says of a file's size costs
nothing. docs/wire/lcdp.md.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final

from plong.protocol.lcdp.packing import PIECE_BYTES

MISSING: Final = 0
STORED: Final = 1
"""The mark of blocks from before a restart, of which nobody knows who gave them."""
MAX_MARK: Final = 255

_PRESENT: Final = re.compile(rb"[^\0]+")


class Blocks:
    """The blocks of one file: missing, on the way, or there.

    Args:
        size: bytes of the file, at least 1.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.total = -(-size // PIECE_BYTES)
        self._marks = bytearray()
        self._count = 0
        self._next = 0  # all before it are there, on the way, or in `_again`
        self._again: dict[int, None] = {}
        self._on_way: dict[int, int] = {}  # how often each is asked for
        self._asked_at: dict[int, float] = {}  # longest ago first

    def __len__(self) -> int:
        """Return how many blocks are there."""
        return self._count

    @property
    def is_complete(self) -> bool:
        """Tell whether all are there."""
        return self._count == self.total

    @property
    def stored(self) -> int:
        """Return the bytes that are there."""
        absent = self.length(self.total - 1) - PIECE_BYTES if self.has(self.total - 1) else 0
        return self._count * PIECE_BYTES + absent

    def has(self, block: int) -> bool:
        """Tell whether a block is there."""
        return block < len(self._marks) and self._marks[block] != MISSING

    def is_missing(self, block: int) -> bool:
        """Tell whether the file has such a block, and it is not there."""
        return block < self.total and not self.has(block)

    def length(self, block: int) -> int:
        """Return the bytes of a block: the last one is shorter; there are none after it."""
        return max(0, min(PIECE_BYTES, self.size - block * PIECE_BYTES))

    def put(self, block: int, mark: int) -> None:
        """Note who gave a block that was missing."""
        self._marks.extend(bytes(max(0, block + 1 - len(self._marks))))
        self._marks[block] = mark
        self._count += 1
        self._on_way.pop(block, None)
        self._asked_at.pop(block, None)

    def wanted(self) -> int | None:
        """Return the missing block to ask for next; None: all are there or on the way."""
        while self._again:
            block = next(iter(self._again))
            if not self.has(block) and block not in self._on_way:
                return block
            del self._again[block]
        self._skip()
        return self._next if self._next < self.total else None

    def overdue(self) -> tuple[int, float] | None:
        """Return the block that is on the way for longest, and since when in seconds."""
        return next(iter(self._asked_at.items()), None)

    def ask(self, block: int, now: float) -> None:
        """Note that somebody is asked for a block."""
        self._on_way[block] = self._on_way.get(block, 0) + 1
        self._asked_at.pop(block, None)
        self._asked_at[block] = now
        self._again.pop(block, None)

    def lose(self, block: int) -> None:
        """Note that somebody who was asked for a block will not give it."""
        left = self._on_way.get(block, 1) - 1
        if left > 0:
            self._on_way[block] = left
            return
        self._on_way.pop(block, None)
        self._asked_at.pop(block, None)
        if self.is_missing(block):
            self._again[block] = None

    def keep(self, other: "Blocks", marks: Collection[int]) -> None:
        """Take from an earlier view of the file what some gave, as far as it fits this one."""
        table = bytes(mark if mark in marks else MISSING for mark in range(MAX_MARK + 1))
        self._marks = other._marks.translate(table)[: self.total]  # noqa: SLF001 - its own kind
        if self.length(self.total - 1) != other.length(self.total - 1):
            del self._marks[self.total - 1 :]
        if other.total < self.total:  # its last block was shorter
            del self._marks[other.total - 1 :]
        self._count = len(self._marks) - self._marks.count(MISSING)

    def marks(self) -> frozenset[int]:
        """Return who gave blocks."""
        return frozenset(self._marks) - {MISSING}

    def given(self, mark: int) -> int:
        """Return how many blocks somebody gave."""
        return self._marks.count(mark)

    def runs(self) -> Iterable[tuple[int, int]]:
        """Return the first and last block of each run of those that are there."""
        return ((run.start(), run.end() - 1) for run in _PRESENT.finditer(self._marks))

    def restore(self, runs: Iterable[tuple[int, int]]) -> None:
        """Take in `runs` of before a restart, in their order, where nothing is there."""
        for first, last in runs:
            self._marks.extend(bytes(first - len(self._marks)))
            self._marks.extend(bytes((STORED,)) * (last + 1 - first))
            self._count += last + 1 - first

    def _skip(self) -> None:
        """Go on to the next block that is neither there nor on the way."""
        while self._next < self.total:
            found = self._marks.find(MISSING, self._next)
            self._next = max(self._next, len(self._marks)) if found < 0 else found
            if self._next not in self._on_way:
                return
            self._next += 1
