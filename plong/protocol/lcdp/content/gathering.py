"""What there is of one file, by what those say who have it. docs/wire/lcdp.md.

Whose blocks count changes when somebody lies, or says another size: then the file is looked at
anew, and only what counts is kept.
"""

from collections.abc import Iterable

from plong.protocol.lcdp.content.blocks import Blocks
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.holders import Holders
from plong.protocol.lcdp.content.models import Write
from plong.protocol.lcdp.content.part import Part
from plong.protocol.lcdp.content.trust import Trust
from plong.protocol.lcdp.models import Content
from plong.protocol.lcdp.packing import PIECE_BYTES


class Gathering:
    """The blocks of a file, and who gave them.

    Args:
        part: what is there from before a restart.
        max_size: bytes; who says that the file is larger is not believed.
    """

    def __init__(self, part: Part | None, max_size: int) -> None:
        self.holders = Holders()
        self.trust = Trust(None if part is None else part.size)
        self.blocks: Blocks | None = None
        """None: nobody has said the size."""
        self._max_size = max_size
        if part is not None:
            self.blocks = Blocks(part.size)
            self.blocks.restore(part.runs)

    @property
    def size(self) -> int | None:
        """Return the bytes of the whole, as it is believed; None: nobody has said."""
        return None if self.blocks is None else self.blocks.size

    @property
    def is_complete(self) -> bool:
        """Tell whether all blocks are there."""
        return self.blocks is not None and self.blocks.is_complete

    def weigh(self, holder: Holder, content: Content) -> bool:
        """Take in what a peer says of the size; tell whether that is news.

        Who says what cannot be has lied.
        """
        before = holder.size, holder.is_liar
        self._weigh(holder, content)
        return (holder.size, holder.is_liar) != before

    def _weigh(self, holder: Holder, content: Content) -> None:
        if content.eof is None:
            holder.size = self.size if holder.size is None else holder.size
            return
        end = content.offset + len(content.data) if content.data else 1
        is_possible = end <= content.eof <= self._max_size
        holder.is_liar |= not is_possible or holder.size not in {None, content.eof}
        holder.size = content.eof

    def settle(self, now: float) -> None:
        """Decide how large the file is, and whose blocks count."""
        is_another = self.trust.review(self.holders, self.blocks, now)
        size = self.trust.size(self.holders)
        if is_another or size != self.size:
            self._rebuild(size, now)

    def suspect(self, now: float) -> None:
        """Take in that all blocks together have the wrong hash."""
        if self.blocks is not None:
            self.trust.suspect(self.holders, self.blocks)
        self.trust.review(self.holders, self.blocks, now)
        self._rebuild(self.trust.size(self.holders), now)

    def take(self, holder: Holder, block: int, data: bytes, now: float) -> Write | None:
        """Take a block that is missing, from somebody who is believed; return what to write."""
        if self.blocks is None and data:
            holder.hit()  # it answers again: if nobody else says a size, its own counts once more
            self.settle(now)
        blocks = self.blocks
        if blocks is None or not self.trust.believes(holder, blocks.size):
            holder.miss(now)
            return None
        length = blocks.length(block)
        if len(data) < length or not blocks.is_missing(block):
            if len(data) < max(length, 1):
                holder.miss(now)
            return None
        blocks.put(block, self.holders.mark(holder))
        holder.hit()
        return Write(block * PIECE_BYTES, data[:length])

    def ask(self, holder: Holder, block: int, now: float) -> int:
        """Note that a peer is asked for a block; return how many bytes to ask for."""
        if self.blocks is None or not self.trust.counts(holder):
            return PIECE_BYTES
        self.blocks.ask(block, now)
        return self.blocks.length(block)

    def lose(self, holder: Holder, blocks: Iterable[int]) -> None:
        """Take in that blocks which a peer was asked for will not come."""
        if self.blocks is not None and self.trust.counts(holder):
            for block in blocks:
                self.blocks.lose(block)

    def expire(self, now: float) -> None:
        """Give up what did not come in time, and who never answered a stranger's word."""
        for holder in self.holders:
            lost = holder.expire(now)
            self.lose(holder, lost)
            if lost and not holder.is_proven:
                self.holders.forget(holder)

    def _rebuild(self, size: int | None, now: float) -> None:
        """Keep of the blocks only those that count."""
        before, self.blocks = self.blocks, None if size is None else Blocks(size)
        if self.blocks is None or size is None:
            return
        if before is not None:
            self.blocks.keep(before, self.trust.marks(self.holders, size))
        for holder in self.holders:
            if self.trust.believes(holder, size):
                _note(self.blocks, holder.asked, now)


def _note(blocks: Blocks, asked: Iterable[int], now: float) -> None:
    """Note in a new view of the file what is on the way."""
    for block in asked:
        if blocks.is_missing(block):
            blocks.ask(block, now)
