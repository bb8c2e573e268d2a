"""Whom to believe: all who agree, and after a wrong hash one at a time. docs/wire/lcdp.md."""

# A file has one hash, and a block has none: a wrong hash says that somebody lied, not who. But if
# one peer gave all the blocks, it was that one. So after the first wrong hash each try is with the
# blocks of one peer alone, and what it gave before stays. Votes prove nothing, for one host
# has many ports: so those whom the person has named go before all others.

from collections.abc import Iterable
from typing import Final

from plong.protocol.lcdp.content.blocks import STORED, Blocks
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.sizes import believe

MAX_TRIES: Final = 5
"""Wrong hashes after which nobody is believed any more."""


class Trust:
    """Decides whose blocks and sizes count.

    Args:
        stored: bytes of the file as it was believed before a restart; None: there was none.
    """

    def __init__(self, stored: int | None) -> None:
        self.tries = 0
        self.is_alone = False
        self._stored = stored
        self._alone: Holder | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether it was tried often enough."""
        return self.tries >= MAX_TRIES

    def size(self, holders: Iterable[Holder]) -> int | None:
        """Return how many bytes the file is believed to have; None: nobody knows."""
        if self.is_alone:
            return None if self._alone is None else self._alone.size
        useful = [one for one in holders if one.size is not None and one.is_useful]
        named = [one.size for one in useful if one.size is not None and one.is_named]
        sizes = [one.size for one in useful if one.size is not None]
        return believe(named or (sizes if self._stored is None else [*sizes, self._stored]))

    def believes(self, holder: Holder, size: int) -> bool:
        """Tell whether a peer's blocks count for a file of this size."""
        if holder.is_liar or (self.is_alone and holder is not self._alone):
            return False
        return holder.size is None or holder.size == size

    def marks(self, holders: Iterable[Holder], size: int) -> set[int]:
        """Return whose blocks count for a file of this size."""
        marks = {one.mark for one in holders if one.mark and self.believes(one, size)}
        return marks | {STORED} if self._stored == size else marks

    def suspect(self, holders: Iterable[Holder], blocks: Blocks) -> None:
        """Take in that all blocks together have the wrong hash."""
        self.tries += 1
        givers = blocks.marks()
        if STORED in givers and self._stored is not None:
            self._stored = None  # nobody else is suspected yet
            return
        for holder in holders:
            holder.is_liar |= givers == {holder.mark}
        self.is_alone, self._alone = True, None

    def review(self, holders: Iterable[Holder], blocks: Blocks | None, now: float) -> bool:
        """Choose whom to believe alone, if somebody is to be; tell whether it is another."""
        if not self.is_alone or (self._alone is not None and _may_help(self._alone, now)):
            return False
        candidates = [one for one in holders if _may_help(one, now)]
        if not candidates:
            self._drop_liar()
            return False
        given = {one: _given(one, blocks) for one in candidates}
        self._alone = max(candidates, key=lambda one: (one.is_named, given[one]))
        return True

    def _drop_liar(self) -> None:
        if self._alone is not None and self._alone.is_liar:
            self._alone = None


def _may_help(holder: Holder, now: float) -> bool:
    return holder.size is not None and not holder.is_liar and not holder.is_resting(now)


def _given(holder: Holder, blocks: Blocks | None) -> int:
    return 0 if blocks is None or holder.mark is None else blocks.given(holder.mark)
