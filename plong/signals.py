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


class HangUps:
    """SIGHUP from now on: one that comes before there is anything to reload does not get lost."""

    def __init__(self) -> None:
        self._has_come = False
        self._terminal = next(filter(os.isatty, _STANDARD), None)
        signal.signal(signal.SIGHUP, self._note)

    def _note(self, _number: int, _frame: object) -> None:
        self._has_come = True

    def catch(self, reload: Callable[[], None]) -> None:
        """Reload at SIGHUP, unless it says that the terminal was closed: that is as SIGTERM."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hang_up, reload)
        if self._has_come:
            self._hang_up(reload)

    def _hang_up(self, reload: Callable[[], None]) -> None:
        if self._terminal is not None and not os.isatty(self._terminal):
            signal.raise_signal(signal.SIGTERM)
        else:
            reload()
