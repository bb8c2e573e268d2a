"""Whether to come back after a connection ended, and when."""

from collections.abc import Callable
from typing import Final

from plong.client.wire.errors import PlongError

_LEAST: Final = 0.1
_MOST: Final = 30.0
_FIRST: Final = 0.5
_STABLE: Final = 10.0
"""Seconds that a connection stood after which its end counts as a new break."""
_HASTE: Final = (0.1, 0.3)
"""Seconds before each attempt, least and most, while a server is expected back."""
_HASTY: Final = 15
"""Attempts in haste, before it is taken for a server that does not come back soon."""

_FOR_GOOD: Final = frozenset({1002, 1007, 1009, 4001, 4004})
"""Close codes (docs/wire/plong.md) after which coming back would end the same way."""

_NO_SUCH_PEER: Final = frozenset({4001, 4004})


def delay(attempt: int, draw: Callable[[float, float], float]) -> float:
    """Return the seconds to wait before an attempt, counted from 0.

    Full jitter: thousands who lost the same server must not return in step.

    Args:
        attempt: how many attempts failed before.
        draw: returns a random number between two bounds, as `random.uniform` does.
    """
    ceiling = min(_MOST, _FIRST * 2 ** min(attempt, 10))
    return max(_LEAST, draw(0, ceiling))


class Backoff:
    """When to come back: the later the more often in a row that failed.

    A connection that did not stand for long is such a failure too: there may be a server that
    accepts everybody and then breaks. A server that restarts on purpose is back in a second, so
    there is some haste at first.
    """

    def __init__(self, draw: Callable[[float, float], float]) -> None:
        self._draw = draw
        self._attempts = 0
        self._asked: float | None = None
        self._is_planned = False

    def stood(self, seconds: float) -> None:
        """Learn how long a connection stood that has broken now."""
        self._is_planned = self._asked is not None
        if seconds >= _STABLE:
            self._attempts = 0

    def put_off(self, seconds: float) -> None:
        """Learn that the server restarts, and asks to stay away for so long; jitter is added."""
        self._asked = seconds

    def next(self) -> tuple[int, float]:
        """Return the number of the next attempt, counted from 1, and the seconds before it."""
        wait = (self._asked or 0.0) + self._pause()
        self._attempts, self._asked = self._attempts + 1, None
        return self._attempts, wait

    def _pause(self) -> float:
        if not self._is_planned:
            return delay(self._attempts, self._draw)
        if self._attempts < _HASTY:
            return self._draw(*_HASTE)
        return delay(self._attempts - _HASTY, self._draw)


def final_error(code: int, reason: str) -> PlongError | None:
    """Return why a close code ends the connection for good, None if one may come back."""
    if code not in _FOR_GOOD:
        return None
    name = "no-such-peer" if code in _NO_SUCH_PEER else "closed"
    return PlongError(name, f"The server ended the connection: {reason or code}")
