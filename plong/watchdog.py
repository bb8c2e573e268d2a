"""Ends a process that does not end by itself."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final, Self

STUCK: Final = 70
"""Exit code of a process that had to be ended."""
_LAST_WORDS: Final = 0.5
"""Seconds for saying why: the log may be what hangs."""
_log = logging.getLogger("plong.server")


class Watchdog:
    """Ends the process with `STUCK` if it takes too long to end by itself.

    It waits in a thread of its own, because the event loop may be what hangs, until the ``with``
    block is left.
    """

    def __init__(self) -> None:
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()

    def arm(self, seconds: float) -> None:
        """Wait so many seconds from now."""
        threading.Thread(target=self._wait, args=(seconds,), daemon=True).start()

    def _wait(self, seconds: float) -> None:
        if self._is_over.wait(seconds):
            return
        telling = threading.Thread(target=_tell, args=(seconds,), daemon=True)
        telling.start()
        telling.join(_LAST_WORDS)
        os._exit(STUCK)


def _tell(seconds: float) -> None:
    where = "; ".join(busy_threads()) or "no thread of ours is busy"
    _log.error("Not ended %g s after the signal, so by force now: %s.", seconds, where)
    logging.shutdown()  # a log that is written by a thread of its own may still have the line


def busy_threads() -> Iterator[str]:
    """Say of each thread in which of our functions it is, if it is in one."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    for ident, frame in sys._current_frames().items():  # noqa: SLF001 - documented, no other way
        where = _innermost_of_ours(frame)
        if where is not None:
            yield f"{names.get(ident, ident)} in {where}"


def _innermost_of_ours(frame: FrameType | None) -> str | None:
    while frame is not None:
        module = str(frame.f_globals.get("__name__"))
        if module.startswith("plong.") and module != __name__:
            return f"{module}.{frame.f_code.co_qualname}"
        frame = frame.f_back
    return None
