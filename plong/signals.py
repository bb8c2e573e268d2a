"""What the process is told by signals: to end, to end at once, to read its settings again."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Final

_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
_FIRST_PROCESS: Final = 1
_STANDARD: Final = (0, 1, 2)


def catch_endings() -> asyncio.Event:
    """Return what SIGINT or SIGTERM sets; the next of these ends the process at once."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        for number in _ENDING:
            loop.remove_signal_handler(number)
            signal.signal(number, _last_resort())
        stopped.set()

    for number in _ENDING:
        loop.add_signal_handler(number, stop)
    return stopped


def _last_resort() -> signal.Handlers | Callable[[int, object], None]:
    """Return what ends the process even if our own code hangs."""
    # The system has no default for process 1, such as that of a container.
    return end_at_once if os.getpid() == _FIRST_PROCESS else signal.SIG_DFL


def end_at_once(number: int, _frame: object) -> None:
    """End as the signal would end any other process."""
    os._exit(128 + number)


def catch_hang_ups(reload: Callable[[], None]) -> None:
    """Reload at SIGHUP, unless it says that the terminal was closed: that is as SIGTERM."""
    terminal = next(filter(os.isatty, _STANDARD), None)

    def hang_up() -> None:
        if terminal is not None and not os.isatty(terminal):
            signal.raise_signal(signal.SIGTERM)
        else:
            reload()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hang_up)
