"""What this node has done since it started, in plain numbers that whoever looks may read."""

from collections import Counter
from typing import Literal

Way = Literal["http", "websocket", "ping", "lcdp", "bridge", "libp2p"]
"""How somebody came in."""


class Tally:
    """Counts; nothing is ever taken back."""

    def __init__(self) -> None:
        self.refusals: Counter[tuple[Way, str]] = Counter()
        """How often somebody was refused, by the way in and the documented reason."""

    def refuse(self, way: Way, reason: str) -> None:
        """Count one refusal; ``reason`` is one of a few documented words, never a stranger's."""
        self.refusals[way, reason] += 1
