"""Whom to believe: all who agree, and after a wrong hash one at a time. docs/wire/lcdp.md."""

# A file has one hash, and a block has none: a wrong hash says that somebody lied, not who. But if
# one peer gave all the blocks, it was that one. So after the first wrong hash each try is with the
# blocks of one peer alone, and what it gave before stays. Who was believed in vain comes after
# those who were not yet: else two who fall silent by turns would keep out everybody else. Votes
# prove nothing, for one host has many ports: those whom the person has named go before others.

from collections.abc import Iterable
from typing import Final

from plong.protocol.lcdp.content.blocks import STORED, Blocks
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.sizes import believe
from plong.protocol.lcdp.content.turn import Turn

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
        self._turn: Turn | None = None

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
        is_wasted = self._was_wasted(blocks, now)
        if not is_wasted and (not self.is_alone or self._still_helps(holders, now)):
            return False
        others = [one for one in holders if _may_help(one, now) and not self._has(one, blocks)]
        if not others:
            self._drop_liar()
            return False
        for holder in holders:
            holder.in_vain += self._has(holder, blocks)
        self._believe(min(others, key=lambda one: _rank(one, blocks)), blocks, now)
        return True

    def counts(self, holder: Holder) -> bool:
        """Tell whether what a peer is asked for is on the way; else it is asked for the size."""
        return not self.is_alone or holder is self._alone

    def _believe(self, holder: Holder, blocks: Blocks | None, now: float) -> None:
        self.is_alone, self._alone = True, holder
        self._turn = Turn(now, _given(holder, blocks), holder.in_vain)

    def _has(self, holder: Holder, blocks: Blocks | None) -> bool:
        """Tell whether a peer said the size that is believed, and is believed itself."""
        return blocks is not None and holder.size is not None and self.believes(holder, blocks.size)

    def _still_helps(self, holders: Iterable[Holder], now: float) -> bool:
        alone = self._alone
        return alone is not None and _may_help(alone, now) and any(one is alone for one in holders)

    def _was_wasted(self, blocks: Blocks | None, now: float) -> bool:
        if blocks is None:
            return False
        if self._turn is None:
            self._turn = Turn(now, len(blocks))
        return self._turn.was_wasted(blocks, now)

    def _drop_liar(self) -> None:
        if self._alone is not None and self._alone.is_liar:
            self._alone = None


def _may_help(holder: Holder, now: float) -> bool:
    return holder.size is not None and not holder.is_liar and not holder.is_resting(now)


def _given(holder: Holder, blocks: Blocks | None) -> int:
    return 0 if blocks is None or holder.mark is None else blocks.given(holder.mark)


def _rank(holder: Holder, blocks: Blocks | None) -> tuple[int, bool, int]:
    """Return by what those who may be believed are sorted, the first of them being the next."""
    return holder.in_vain, not holder.is_named, -_given(holder, blocks)
