"""Fetching one file from many peers at once: what to ask of whom, what to write where.

Whoever runs it sends what `Fetch.ask` says, tells `Fetch.hear` what comes, writes what that
returns, and calls `ask` again after each of these and at `wakes_at`. docs/wire/lcdp.md.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from plong.protocol.lcdp.content.asking import overdue_at, pick
from plong.protocol.lcdp.content.blocks import Blocks
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.holders import Holders
from plong.protocol.lcdp.content.models import Progress, Question, State, Write
from plong.protocol.lcdp.content.part import Part, write_part
from plong.protocol.lcdp.content.sizes import MAX_SIZE
from plong.protocol.lcdp.content.trust import Trust
from plong.protocol.lcdp.models import Content, Endpoint, PleaseSendContent
from plong.protocol.lcdp.packing import PIECE_BYTES

MAX_ON_WAY: Final = 2048
"""Blocks from all peers together: eight mebibytes."""
STALL: Final = 1.0
"""Seconds without a block after which more peers are wanted."""

_GRAIN: Final = 0.01
"""Seconds between two turns, where only time goes on."""
_EMPTY: Final = sha256(b"").hexdigest()


class Fetch:
    """Gathers the blocks of one file.

    Args:
        content_id: its SHA-256, in 64 hexadecimal digits of lower case.
        now: seconds, of a clock that does not go back; so everywhere.
        part: what is there from before a restart.
        max_size: bytes; who says that the file is larger is not believed.
    """

    def __init__(
        self, content_id: str, now: float, part: Part | None = None, max_size: int = MAX_SIZE
    ) -> None:
        self.state = State.FETCHING
        self._id = content_id
        self._max_size = max_size
        self._holders = Holders()
        self._trust = Trust(None if part is None else part.size)
        self._blocks = None if part is None else Blocks(part.size)
        self._useful_at = now
        if self._blocks is not None and part is not None:
            self._blocks.restore(part.runs)
        if content_id == _EMPTY or (self._blocks is not None and self._blocks.is_complete):
            self.state = State.HASHING

    @property
    def size(self) -> int | None:
        """Return the bytes of the whole, as it is believed; None: nobody has said."""
        if self._id == _EMPTY:
            return 0
        return None if self._blocks is None else self._blocks.size

    def add(self, holders: Iterable[Endpoint], now: float) -> None:
        """Take in peers that are known to be where they are, and may have the file."""
        for address in holders:
            self._holders.add(address, now)

    def suggest(self, source: Endpoint, holders: Iterable[Endpoint]) -> None:
        """Take in whom a peer names, out of `MaybeTheyHaveSome`; each is asked once.

        Args:
            source: who names them; passed over unless it was asked.
            holders: those whom one may call, see `endpoint.Reach`.
        """
        if self._holders.find(source) is not None:
            for address in holders:
                self._holders.probe(address)

    def hear(self, source: Endpoint, content: Content, now: float) -> Write | None:
        """Take in a piece; return what to write, if it is of use."""
        holder = self._holders.find(source)
        block, rest = divmod(content.offset, PIECE_BYTES)
        if holder is None or self.state is not State.FETCHING or content.id != self._id or rest:
            return None
        is_on_way = holder.is_asked(block)
        asked = holder.answer(block, now)
        if asked is None:
            return None
        self._lose(holder.overtaken(asked, now))
        self._weigh(holder, content)
        self._settle(now)
        write = self._take(holder, block, content.data, now)
        if write is None and is_on_way:
            self._lose([block])
        return write

    def ask(self, now: float) -> list[Question]:
        """Return what to ask now, and of whom."""
        if self.state is not State.FETCHING:
            return []
        self._expire(now)
        self._settle(now)
        questions: list[Question] = []
        on_way = self._on_way()
        for holder in self._holders:
            more = self._ask(holder, MAX_ON_WAY - on_way, now)
            on_way += len(more)
            questions.extend(more)
        return questions

    def wakes_at(self, now: float) -> float:
        """Return when to `ask` again, if nothing comes before."""
        if self.state is not State.FETCHING:
            return float("inf")
        times = [one.wakes_at for one in self._holders if len(one) or one.is_resting(now)]
        if self._blocks is not None:
            times.extend(overdue_at(self._holders, self._blocks, self._trust, now))
        return max(min(times, default=now + STALL), now + _GRAIN)

    def wants_holders(self, now: float) -> bool:
        """Tell whether it does not go on with those who are known."""
        is_stalled = now - self._useful_at >= STALL or not self._awake(now)
        return self.state is State.FETCHING and is_stalled

    def hashed(self, *, is_right: bool, now: float) -> None:
        """Take in whether what is written has the hash that was asked for."""
        if self.state is not State.HASHING:
            return
        if is_right or self._blocks is None:
            self.state = State.DONE if is_right else State.FAILED
            return
        self._trust.suspect(self._holders, self._blocks)
        self.state = State.FAILED if self._trust.is_over else State.FETCHING
        self._trust.review(self._holders, self._blocks, now)
        self._rebuild(self._trust.size(self._holders), now)

    def part(self) -> str | None:
        """Return what to keep beside the file, once all is written; None: nothing is known."""
        blocks = self._blocks
        return None if blocks is None else write_part(self._id, blocks.size, blocks.runs())

    def progress(self, now: float) -> Progress:
        """Return how it goes."""
        stored = 0 if self._blocks is None else self._blocks.stored
        return Progress(stored, self.size, self._awake(now), self._on_way(), self._trust.tries)

    def _on_way(self) -> int:
        return sum(map(len, self._holders))

    def _awake(self, now: float) -> int:
        return sum(not one.is_liar and not one.is_resting(now) for one in self._holders)

    def _expire(self, now: float) -> None:
        """Give up what did not come in time, and who never answered a stranger's word."""
        for holder in self._holders:
            lost = holder.expire(now)
            self._lose(lost)
            if lost and not holder.is_proven:
                self._holders.forget(holder)

    def _lose(self, blocks: Iterable[int]) -> None:
        if self._blocks is not None:
            for block in blocks:
                self._blocks.lose(block)

    def _weigh(self, holder: Holder, content: Content) -> None:
        """Take in what a peer says of the size; who says what cannot be has lied."""
        if content.eof is None:
            holder.size = self.size if holder.size is None else holder.size
            return
        end = content.offset + len(content.data) if content.data else 1
        is_possible = end <= content.eof <= self._max_size
        holder.is_liar |= not is_possible or holder.size not in {None, content.eof}
        holder.size = content.eof

    def _settle(self, now: float) -> None:
        """Decide how large the file is, and whose blocks count."""
        is_another = self._trust.review(self._holders, self._blocks, now)
        size = self._trust.size(self._holders)
        if is_another or size != self.size:
            self._rebuild(size, now)

    def _rebuild(self, size: int | None, now: float) -> None:
        """Keep of the blocks only those that count."""
        before, self._blocks = self._blocks, None if size is None else Blocks(size)
        if self._blocks is None or size is None:
            return
        if before is not None:
            self._blocks.keep(before, self._trust.marks(self._holders, size))
        for holder in self._holders:
            if self._trust.believes(holder, size):
                self._note(holder.asked, now)
        self._finish()

    def _note(self, asked: Iterable[int], now: float) -> None:
        """Note in a new view of the file what is on the way."""
        for block in asked:
            if self._blocks is not None and self._blocks.is_missing(block):
                self._blocks.ask(block, now)

    def _take(self, holder: Holder, block: int, data: bytes, now: float) -> Write | None:
        """Take a block that is missing, from somebody who is believed."""
        blocks = self._blocks
        if blocks is None or not self._trust.believes(holder, blocks.size):
            holder.miss(now)
            return None
        length = blocks.length(block)
        if len(data) < length or not blocks.is_missing(block):
            if len(data) < max(length, 1):
                holder.miss(now)
            return None
        blocks.put(block, self._holders.mark(holder))
        holder.hit()
        self._useful_at = now
        self._finish()
        return Write(block * PIECE_BYTES, data[:length])

    def _finish(self) -> None:
        if self._blocks is not None and self._blocks.is_complete and self.state is State.FETCHING:
            self.state = State.HASHING

    def _ask(self, holder: Holder, room: int, now: float) -> list[Question]:
        """Ask one peer for as many blocks as its window and the room have place for."""
        questions: list[Question] = []
        while len(questions) < room and holder.may_be_asked(now):
            block = pick(holder, self._blocks, self._trust, now)
            if block is None:
                break
            holder.ask(block, now)
            questions.append(self._question(holder, block, now))
        return questions

    def _question(self, holder: Holder, block: int, now: float) -> Question:
        length = PIECE_BYTES
        if self._blocks is not None:
            self._blocks.ask(block, now)
            length = self._blocks.length(block)
        message = PleaseSendContent(self._id, length, block * PIECE_BYTES)
        return Question(holder.address, message)
