"""When cookies alone are an answer.

Some nodes test an address with nothing but a request for a cookie, and take it up only if the
cookie comes back; some answer everything with such a request. Two that did both would never come
to an end. docs/wire/lcdp.md.
"""

from collections.abc import Iterable
from typing import Final

from plong.protocol.lcdp.models import AlwaysReturned, Endpoint, Message, PleaseAlwaysReturn

INTERVAL: Final = 5.0
"""Seconds in which an address gets one answer of cookies alone."""

CAPACITY: Final = 4096
"""Addresses that are remembered; more than these at once push out the oldest."""


_BARE: Final = (PleaseAlwaysReturn, AlwaysReturned)


def is_bare(messages: Iterable[Message]) -> bool:
    """Tell whether an answer, before it is trimmed, would say nothing but cookies."""
    return all(isinstance(message, _BARE) for message in messages)


class StandaloneReplies:
    """Remembers who was answered with cookies alone."""

    def __init__(self, interval: float = INTERVAL, capacity: int = CAPACITY) -> None:
        self._interval = interval
        self._capacity = capacity
        self._answered: dict[Endpoint, float] = {}  # the oldest first

    def __len__(self) -> int:
        return len(self._answered)

    def may_answer(self, source: Endpoint, now: float) -> bool:
        """Tell whether to answer with cookies alone; if so, not again for an interval.

        Args:
            source: who would be answered; its datagram was not verified, or it has all it needs.
            now: seconds.
        """
        self._forget(now)
        if source in self._answered:
            return False
        if len(self._answered) >= self._capacity:
            del self._answered[next(iter(self._answered))]
        self._answered[source] = now
        return True

    def _forget(self, now: float) -> None:
        """Forget whose interval is over."""
        while self._answered:
            oldest = next(iter(self._answered))
            if now - self._answered[oldest] < self._interval:
                return
            del self._answered[oldest]
