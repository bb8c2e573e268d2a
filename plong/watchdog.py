"""Ends a process that does not end by itself."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final, Never

STUCK: Final = 70
"""Exit code of a process that had to be ended."""
_LAST_WORDS: Final = 0.5
"""Seconds for saying why: the log may be what hangs."""
_log = logging.getLogger("plong.server")


def end_by_force_after(seconds: float) -> None:
    """End the process with `STUCK`, unless it has ended by itself within so many seconds.

    A thread waits for that, because the event loop may be what hangs.
    """
    threading.Thread(target=_wait, args=(seconds,), daemon=True).start()


def _wait(seconds: float) -> Never:
    threading.Event().wait(seconds)
    telling = threading.Thread(target=_tell, args=(seconds,), daemon=True)
    telling.start()
    telling.join(_LAST_WORDS)
    os._exit(STUCK)


def _tell(seconds: float) -> None:
    where = "; ".join(busy_threads()) or "no thread of ours is busy"
    _log.error("Not ended %g s after the signal, so by force now: %s.", seconds, where)


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
