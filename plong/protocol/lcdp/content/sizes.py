"""How large a file is, when those who have it disagree. docs/wire/lcdp.md."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

MAX_SIZE: Final = 2**53 - 1
"""Bytes of a file: the largest number that all nodes read as it is."""


def believe(sizes: Iterable[int]) -> int | None:
    """Return the size that most name, and of several the smallest; None: nobody names one.

    Nothing proves a size but the hash of the whole, and a small one is found wrong sooner.
    """
    votes = Counter(sizes)
    return min(votes, key=lambda size: (-votes[size], size), default=None)
