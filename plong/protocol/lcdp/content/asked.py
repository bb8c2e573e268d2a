"""What one peer was asked for: on the way, or given up and perhaps late. docs/wire/lcdp.md."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from plong.protocol.lcdp.content.window import MAX_WINDOW

MAX_LATE: Final = MAX_WINDOW
"""Blocks that were given up and are still taken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A block that was asked for."""

    block: int
    number: int
    """How many questions this peer was asked before."""
    at: float
    """Seconds."""
    is_repeated: bool
    """Whether it was asked of this peer before: then its answer measures nothing."""


class Questions:
    """Remembers what one peer was asked for."""

    def __init__(self) -> None:
        self._asked: dict[int, Asked] = {}  # asked first first
        self._late: dict[int, Asked] = {}  # likewise: lost, but may come after all
        self._number = 0

    def __len__(self) -> int:
        """Return how many blocks are on the way."""
        return len(self._asked)

    def __contains__(self, block: object) -> bool:
        """Tell whether a block is on the way."""
        return block in self._asked

    @property
    def blocks(self) -> tuple[int, ...]:
        """Return the blocks on the way."""
        return tuple(self._asked)

    @property
    def oldest(self) -> Asked | None:
        """Return what is on the way for longest."""
        return next(iter(self._asked.values()), None)

    def ask(self, block: int, now: float) -> None:
        """Note that it is asked for a block."""
        is_repeated = self._late.pop(block, None) is not None
        self._asked[block] = Asked(block, self._number, now, is_repeated)
        self._number += 1

    def answer(self, block: int) -> Asked | None:
        """Take in that it answered; None: it was not asked, or has answered already."""
        return self._asked.pop(block, None) or self._late.pop(block, None)

    def lose(self, is_lost: Callable[[Asked], bool]) -> list[Asked]:
        """Return what is lost of the oldest questions, and remember it for a while."""
        lost: list[Asked] = []
        for asked in self._asked.values():
            if not is_lost(asked):
                break
            lost.append(asked)
        for asked in lost:
            self._late[asked.block] = self._asked.pop(asked.block)
        while len(self._late) > MAX_LATE:
            del self._late[next(iter(self._late))]
        return lost
