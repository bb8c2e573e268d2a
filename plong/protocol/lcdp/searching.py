"""Asking the swarm where a key is: how often, and whom. docs/wire/lcdp.md."""

from typing import Final

INTERVAL: Final = 5.0
"""Seconds in which a key is asked for once."""
MAX_KEYS: Final = 32
"""Keys that are asked for in an interval, so at most 128 datagrams in a second."""
MAX_ASKED: Final = 20
"""Peers that are asked for one key."""


class Searches:
    """Remembers which keys were asked for."""

    def __init__(self) -> None:
        self._asked: dict[bytes, float] = {}  # the oldest first

    def __len__(self) -> int:
        return len(self._asked)

    def may_ask(self, key: bytes, now: float) -> bool:
        """Tell whether to ask for a key; if so, not again for an interval.

        Args:
            key: 32 bytes.
            now: seconds.
        """
        while self._asked and now - next(iter(self._asked.values())) >= INTERVAL:
            del self._asked[next(iter(self._asked))]
        if key in self._asked or len(self._asked) >= MAX_KEYS:
            return False
        self._asked[key] = now
        return True
