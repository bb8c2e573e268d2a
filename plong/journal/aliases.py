"""The key behind today's aliases: in memory only, and forgotten at midnight (UTC)."""

from collections.abc import Callable

from plong.protocol.aliases import KEY_BYTES, alias_of, day_of


class DailyAliases:
    """Names addresses for the log.

    Args:
        entropy: returns so many random bytes.
    """

    def __init__(self, entropy: Callable[[int], bytes]) -> None:
        self._entropy = entropy
        self._key = b""
        self._day = -1

    def alias(self, address: str, now: float) -> str:
        """Return what an address is called at ``now``, in epoch seconds."""
        if day_of(now) != self._day:
            self._day, self._key = day_of(now), self._entropy(KEY_BYTES)
        return alias_of(address, self._key)
