"""How far a transfer is."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from plong.commands.amounts import size_text, time_text
from plong.commands.report import Report

_BAR_EVERY: Final = 0.1
_LINE_EVERY: Final = 10.0
_EVENT_EVERY: Final = 1.0
_MEMORY: Final = 50
"""Samples that the rate is taken from; with one a tenth of a second, the last five seconds."""
_WIDEST: Final = 30
_LEAST: Final = 8
"""Columns of a bar."""


class Rate:
    """Bytes a second, lately."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque(maxlen=_MEMORY)

    def add(self, now: float, count: int) -> None:
        """Learn how many bytes there are by now."""
        if count > 0:  # what was there from before shows in the first number that is not 0
            self._samples.append((now, count))

    @property
    def per_second(self) -> float | None:
        """None as long as it is not known."""
        if not self._samples:
            return None
        (began, first), (now, last) = self._samples[0], self._samples[-1]
        return (last - first) / (now - began) if now > began and last > first else None


class Progress:
    """Is called with the bytes that are stored: draws a bar, or writes a line now and then."""

    def __init__(
        self, report: Report, name: str, size: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._report = report
        self._name = name
        self._size = size
        self._clock = clock
        self._rate = Rate()
        self._next_drawing = 0.0
        self._next_line = clock() + _LINE_EVERY
        self._next_event = 0.0
        self._shown: int | None = None

    def __call__(self, stored: int) -> None:
        """Learn how much is stored by now."""
        now = self._clock()
        if now >= self._next_drawing:
            self._next_drawing = now + _BAR_EVERY
            self._rate.add(now, stored)
            self._draw(stored, now)
        # The first bytes are news at any time.
        if stored != self._shown and (not self._shown or now >= self._next_event):
            self._shown, self._next_event = stored, now + _EVENT_EVERY
            self._report.show("progress", name=self._name, bytes=stored, size=self._size)

    def _draw(self, stored: int, now: float) -> None:
        if width := self._report.width:
            self._report.draw(bar(self._name, stored, self._size, self._rate.per_second, width))
        elif now >= self._next_line:
            self._next_line = now + _LINE_EVERY
            words = _words(stored, self._size, self._rate.per_second)
            self._report.remark(f"{self._name}: {words}")


def bar(name: str, stored: int, size: int, per_second: float | None, width: int) -> str:
    """Return one line of at most ``width`` columns less one, with a bar if there is room."""
    share = stored / size if size else 1.0
    words = _words(stored, size, per_second)
    room = min(_WIDEST, width - len(name) - len(words) - 6)
    if room < _LEAST:
        return f"{words} {name}"[: width - 1]
    full = int(share * room)
    return f"{name} [{'#' * full}{'.' * (room - full)}] {words}"[: width - 1]


def _words(stored: int, size: int, per_second: float | None) -> str:
    share = stored / size if size else 1.0
    words = f"{share:4.0%} {size_text(stored)} of {size_text(size)}"
    if per_second is None:
        return words
    left = time_text((size - stored) / per_second)
    return f"{words}, {size_text(per_second)}/s, {left} left"
