"""What this node has done since it started, in plain numbers that whoever looks may read."""

from collections import Counter
from typing import Literal

Way = Literal["http", "websocket", "ping", "lcdp", "bridge", "libp2p"]
"""How somebody came in."""


class Tally:
    """Counts; nothing is ever taken back. docs/limits.md lists the reasons."""

    def __init__(self) -> None:
        self.refusals: Counter[tuple[Way, str]] = Counter()
        """How often somebody was refused, by the way in and the documented reason."""
        self.opened: Counter[Way] = Counter()
        """Connections so far. A WebSocket is one of HTTP until its upgrade, which closes that."""
        self.closed: Counter[Way] = Counter()
        """Those of them that are there no more."""
        self.relayed_messages = 0
        """Messages between peers that were handed to their receivers' sockets."""
        self.relayed_bytes = 0
        """Their payloads' bytes, headers of peers who are not linked back included."""
        self.undelivered = 0
        """Messages of which their senders were told afterwards that they were not delivered."""

    def refuse(self, way: Way, reason: str) -> None:
        """Count one refusal; ``reason`` is one of a few documented words, never a stranger's."""
        self.refusals[way, reason] += 1

    def open(self, way: Way) -> None:
        """Count a connection."""
        self.opened[way] += 1

    def close(self, way: Way) -> None:
        """Count the end of one."""
        self.closed[way] += 1
