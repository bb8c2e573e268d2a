"""When a target is knocked at again, and when everybody may give up. docs/wire/ping.md.

Gaps of hours or days lose nothing: whoever was away is told when it is back.
"""

from typing import Final

DELAYS: Final = (0.0, 5.0, 30.0, 120.0, 600.0, 3600.0)
"""Seconds before each of the first tries, counted from the one before."""

INTERVAL: Final = 6 * 3600.0
"""Seconds before each further try."""

SPREAD: Final = 0.2
"""The share by which a delay may grow: a target that comes back is not to be overrun."""


def next_try_at(tries: int, now: float, ends_at: float, jitter: float) -> float | None:
    """Return when to try next, in epoch seconds; None: never again.

    Args:
        tries: how many there were, the one that ended at ``now`` included.
        now: epoch seconds.
        ends_at: epoch seconds of the ping's `end`.
        jitter: a random number from 0 to 1.
    """
    delay = DELAYS[tries] if tries < len(DELAYS) else INTERVAL
    at = now + delay * (1 + SPREAD * jitter)
    return at if at < ends_at else None


def end(created_at: float, max_age: float) -> float:
    """Return when a ping expires (epoch seconds) unless it has come to an end before."""
    return created_at + max_age


def is_over(created_at: float, max_age: float, now: float) -> bool:
    """Tell whether a ping has reached its maximum age (seconds)."""
    return now >= end(created_at, max_age)
