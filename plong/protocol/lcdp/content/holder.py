"""One peer that may have a file: what was asked of it, how it answers. docs/wire/lcdp.md."""

from typing import Final

from plong.protocol.lcdp.content.asked import Asked, Questions
from plong.protocol.lcdp.content.round_trip import RoundTrip
from plong.protocol.lcdp.content.window import Window
from plong.protocol.lcdp.models import Endpoint

OVERTAKEN: Final = 3
"""Answers to later questions after which an earlier one counts as lost."""
MAX_MISSES: Final = 4
"""In a row, after which a peer is left alone for a while."""
MAX_REST: Final = 60.0
"""Seconds."""

_FIRST_REST: Final = 1.0


class Holder:
    """Counts what is on the way from one peer, and decides what is lost.

    Args:
        address: where it is.
        is_proven: whether it is known to be there; else it is asked once until it answers.
    """

    def __init__(self, address: Endpoint, *, is_proven: bool) -> None:
        self.address = address
        self.is_proven = is_proven
        self.is_named = False
        """Whether the person who wants the file has named it: then its word goes first."""
        self.size: int | None = None
        """Bytes of the file, on its word."""
        self.is_liar = False
        self.in_vain = 0
        """How often it was believed before somebody else was instead."""
        self.mark: int | None = None
        """Its name in `Blocks`; None: it gave no block."""
        self.round_trip = RoundTrip()
        self._window = Window()
        self._questions = Questions()
        self._misses = 0
        self._heard_at = float("-inf")
        self._rests_until = float("-inf")

    def __len__(self) -> int:
        """Return how many blocks are on the way."""
        return len(self._questions)

    @property
    def window(self) -> int:
        """Return how many blocks may be on the way; one until it said how large the file is."""
        return 1 if self.size is None else self._window.size

    @property
    def wakes_at(self) -> float:
        """Return when something is to be done about it at the latest, in seconds."""
        oldest = self._questions.oldest
        return self._rests_until if oldest is None else oldest.at + self.round_trip.timeout

    @property
    def asked(self) -> tuple[int, ...]:
        """Return the blocks on the way."""
        return self._questions.blocks

    def is_resting(self, now: float) -> bool:
        """Tell whether it is left alone, because it did not answer, or nothing of use."""
        return now < self._rests_until

    @property
    def is_useful(self) -> bool:
        """Tell whether it gave a block, or was not asked in vain too often since."""
        return self._misses < MAX_MISSES and not self.is_liar

    def may_be_asked(self, now: float) -> bool:
        """Tell whether there is room for one more block on the way."""
        return not self.is_liar and not self.is_resting(now) and len(self) < self.window

    def is_asked(self, block: int) -> bool:
        """Tell whether the block is on its way."""
        return block in self._questions

    def ask(self, block: int, now: float) -> None:
        """Note that it is asked for a block."""
        self._questions.ask(block, now)

    def answer(self, block: int, now: float) -> Asked | None:
        """Take in that it answered; None: it was not asked, or has answered already."""
        if self.is_asked(block):
            self._window.grow(len(self))
        asked = self._questions.answer(block)
        if asked is not None:
            self.is_proven = True
            self._heard_at = now
            if not asked.is_repeated:
                self.round_trip.measure(max(now - asked.at, 0.0))
        return asked

    def overtaken(self, answered: Asked, now: float) -> list[int]:
        """Return the blocks that are lost, since later ones were answered."""
        last, since = answered.number - OVERTAKEN, now - self.round_trip.patience
        lost = self._questions.lose(lambda asked: asked.number <= last and asked.at <= since)
        for asked in lost:
            self._window.lose(asked.at, now)
        return [asked.block for asked in lost]

    def expire(self, now: float) -> list[int]:
        """Return the blocks that are lost, since nothing came in time."""
        timeout = self.round_trip.timeout
        lost = self._questions.lose(lambda asked: asked.at + timeout <= now)
        is_silent = self._heard_at + timeout <= now
        for asked in lost if not is_silent else ():
            self._window.lose(asked.at, now)
        if lost and is_silent:
            self._fall_silent(lost[-1], now)
        return [asked.block for asked in lost]

    def hit(self) -> None:
        """Take in that it gave a block."""
        self._misses = 0

    def miss(self, now: float) -> None:
        """Take in that it gave nothing of use: the more often in a row, the longer its rest."""
        self._misses += 1
        if self._misses >= MAX_MISSES:
            rest = _FIRST_REST * 2 ** min(self._misses - MAX_MISSES, 10)
            self._rests_until = now + min(rest, MAX_REST)

    def _fall_silent(self, last: Asked, now: float) -> None:
        if self.round_trip.smooth is not None:  # else the path may just be longer than that
            self._window.collapse(last.at, now)
        self.round_trip.back_off()
        self.miss(now)
