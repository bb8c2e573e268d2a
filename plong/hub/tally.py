"""What this node has done since it started, in plain numbers that whoever looks may read."""

from collections import Counter
from typing import Literal

Way = Literal["http", "websocket", "ping", "lcdp", "bridge", "libp2p"]
"""How somebody came in."""


class Tally:
    """Counts; almost nothing is ever taken back."""

    def __init__(self) -> None:
        self.refusals: Counter[tuple[Way, str]] = Counter()
        """How often somebody was refused, by the way in and the documented reason."""

        self.opened: Counter[Way] = Counter()
        """Connections that came."""
        self.open: Counter[Way] = Counter()
        """Those of them that are here; the one number that goes down again."""
        self.closed: Counter[tuple[Way, str]] = Counter()
        """WebSockets that are over, by our close code, or ``client`` where the client ended it."""
        self.undelivered = 0
        """Messages whose senders were told that they did not arrive."""

    def come(self, way: Way) -> None:
        """Count a connection, which owes a `go`."""
        self.opened[way] += 1
        self.open[way] += 1

    def go(self, way: Way) -> None:
        """Count its end."""
        self.open[way] -= 1

    def refuse(self, way: Way, reason: str) -> None:
        """Count one refusal; ``reason`` is one of a few documented words, never a stranger's."""
        self.refusals[way, reason] += 1
