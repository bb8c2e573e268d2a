"""How long who is believed may take, while others say that they have the file too.

Who gives a block now and then is neither silent nor of use: without an end of its turn it would
hold up the others for as long as it likes. docs/wire/lcdp.md.
"""

from typing import Final

from plong.protocol.lcdp.content.blocks import Blocks

FIRST_TURN: Final = 60.0
"""Seconds."""
SHARE: Final = 32
"""In each turn one in so many blocks of the file is to come."""

_MOST_DOUBLED: Final = 6


class Turn:
    """Measures what comes while the same are believed.

    Args:
        now: seconds.
        had: how many blocks were there.
        doubled: how often who is believed now was believed in vain: its turn is longer then.
    """

    __slots__ = ("_ends_at", "_had", "_length")

    def __init__(self, now: float, had: int, doubled: int = 0) -> None:
        self._length = FIRST_TURN * 2 ** min(doubled, _MOST_DOUBLED)
        self._begin(now, had)

    def was_wasted(self, blocks: Blocks, now: float) -> bool:
        """Tell whether it is over and too little came; the next one of the same begins."""
        if now < self._ends_at:
            return False
        had = self._had
        self._begin(now, len(blocks))
        return (len(blocks) - had) * SHARE < blocks.total

    def _begin(self, now: float, had: int) -> None:
        self._ends_at = now + self._length
        self._had = had
