"""How long an answer takes, and how long to wait for one: RFC 6298. docs/wire/lcdp.md."""

from typing import Final

FIRST_TIMEOUT: Final = 1.0
LEAST_TIMEOUT: Final = 0.2
"""Seconds; RFC 6298 has 1, of which 0.8 would be waited for nothing."""
MOST_TIMEOUT: Final = 8.0

_ALPHA: Final = 1 / 8
_BETA: Final = 1 / 4
_GRAIN: Final = 0.01
"""Seconds of which timers are sure."""


class RoundTrip:
    """Estimates the round trip to one peer; all in seconds."""

    __slots__ = ("_variation", "smooth", "timeout")

    def __init__(self) -> None:
        self.smooth: float | None = None
        self.timeout = FIRST_TIMEOUT
        self._variation = 0.0

    @property
    def patience(self) -> float:
        """Return how long to wait for what later answers have overtaken: it may be reordered."""
        return self.timeout if self.smooth is None else self.smooth + 2 * self._variation

    def measure(self, sample: float) -> None:
        """Take in how long one answer took; only of what was asked once."""
        if self.smooth is None:
            self.smooth, self._variation = sample, sample / 2
        else:
            error = abs(self.smooth - sample)
            self._variation += _BETA * (error - self._variation)
            self.smooth += _ALPHA * (sample - self.smooth)
        wanted = self.smooth + max(_GRAIN, 4 * self._variation)
        self.timeout = min(max(wanted, LEAST_TIMEOUT), MOST_TIMEOUT)

    def back_off(self) -> None:
        """Wait twice as long, until the next measurement."""
        self.timeout = min(2 * self.timeout, MOST_TIMEOUT)
