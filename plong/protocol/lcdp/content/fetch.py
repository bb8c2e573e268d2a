"""Fetching one file from many peers at once: what to ask of whom, what to write where.

Whoever runs it sends what `Fetch.ask` says, tells `Fetch.hear` what comes, writes what that
returns, and calls `ask` again after each of these and at `wakes_at`. docs/wire/lcdp.md.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from plong.protocol.lcdp.content.asking import ask, overdue_at
from plong.protocol.lcdp.content.gathering import Gathering
from plong.protocol.lcdp.content.holder import Holder
from plong.protocol.lcdp.content.models import Progress, Question, State, Write
from plong.protocol.lcdp.content.part import Part, write_part
from plong.protocol.lcdp.content.sizes import MAX_SIZE
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
        self._file = Gathering(part, max_size)
        self._useful_at = now
        if content_id == _EMPTY or self._file.is_complete:
            self.state = State.HASHING

    @property
    def size(self) -> int | None:
        """Return the bytes of the whole, as it is believed; None: nobody has said."""
        if self._id == _EMPTY:
            return 0
        return self._file.size

    def add(self, holders: Iterable[Endpoint], now: float, *, is_named: bool = False) -> None:
        """Take in peers that are known to be where they are, and may have the file.

        Args:
            holders: where they are.
            now: seconds.
            is_named: whether the person who wants the file has named them, see `Holder.is_named`.
        """
        for address in holders:
            self._file.holders.add(address, now, is_named=is_named)

    def suggest(self, source: Endpoint, holders: Iterable[Endpoint]) -> None:
        """Take in whom a peer names, out of `MaybeTheyHaveSome`; each is asked once.

        Args:
            source: who names them; passed over unless it was asked.
            holders: those whom one may call, see `endpoint.Reach`.
        """
        if self._file.holders.find(source) is not None:
            for address in holders:
                self._file.holders.probe(address)

    def hear(self, source: Endpoint, content: Content, now: float) -> Write | None:
        """Take in a piece; return what to write, if it is of use."""
        holder = self._file.holders.find(source)
        block, rest = divmod(content.offset, PIECE_BYTES)
        if holder is None or self.state is not State.FETCHING or content.id != self._id or rest:
            return None
        is_on_way = holder.is_asked(block)
        asked = holder.answer(block, now)
        if asked is None:
            return None
        self._file.lose(holder, holder.overtaken(asked, now))
        if self._file.weigh(holder, content):
            self._file.settle(now)
        write = self._file.take(holder, block, content.data, now)
        if write is not None:
            self._useful_at = now
        elif is_on_way:
            self._file.lose(holder, [block])
        self._finish()
        return write

    def ask(self, now: float) -> list[Question]:
        """Return what to ask now, and of whom."""
        if self.state is not State.FETCHING:
            return []
        self._file.expire(now)
        self._file.settle(now)
        self._finish()
        questions: list[Question] = []
        room = MAX_ON_WAY - self._file.holders.on_way
        for holder in self._file.holders:
            wanted = ask(holder, self._file, room - len(questions), now)
            questions.extend(self._question(holder, *piece) for piece in wanted)
        return questions

    def wakes_at(self, now: float) -> float:
        """Return when to `ask` again, if nothing comes before."""
        if self.state is not State.FETCHING:
            return float("inf")
        times = [one.wakes_at for one in self._file.holders if len(one) or one.is_resting(now)]
        if self._file.blocks is not None:
            times.extend(overdue_at(self._file.holders, self._file.blocks, self._file.trust, now))
        return max(min(times, default=now + STALL), now + _GRAIN)

    def wants_holders(self, now: float) -> bool:
        """Tell whether it does not go on with those who are known."""
        is_stalled = now - self._useful_at >= STALL or not self._file.holders.awake(now)
        return self.state is State.FETCHING and is_stalled

    def hashed(self, *, is_right: bool, now: float) -> None:
        """Take in whether what is written has the hash that was asked for."""
        if self.state is not State.HASHING:
            return
        if is_right or self._file.blocks is None:
            self.state = State.DONE if is_right else State.FAILED
            return
        self._file.suspect(now)
        self.state = State.FAILED if self._file.trust.is_over else State.FETCHING
        self._finish()

    def part(self) -> str | None:
        """Return what to keep beside the file, once all is written; None: nothing is known."""
        blocks = self._file.blocks
        return None if blocks is None else write_part(self._id, blocks.size, blocks.runs())

    def progress(self, now: float) -> Progress:
        """Return how it goes."""
        stored = 0 if self._file.blocks is None else self._file.blocks.stored
        return Progress(
            stored,
            self.size,
            self._file.holders.awake(now),
            self._file.holders.on_way,
            self._file.trust.tries,
        )

    def _question(self, holder: Holder, offset: int, length: int) -> Question:
        return Question(holder.address, PleaseSendContent(self._id, length, offset))

    def _finish(self) -> None:
        if self._file.is_complete and self.state is State.FETCHING:
            self.state = State.HASHING
