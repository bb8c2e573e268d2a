"""Lines on their way to a file descriptor, which may take none for as long as it likes."""

import os
import queue
import select
import threading
from contextlib import suppress
from typing import Final

MOST: Final = 1024
"""Lines that wait; beyond, new ones are lost."""


class LineWriter:
    """Writes in a thread of its own: who logs never waits.

    Below Python's own streams: a thread that hangs in one of those keeps the process from ending.

    Args:
        descriptor: where to write.
        most: see `MOST`.
    """

    def __init__(self, descriptor: int, most: int = MOST) -> None:
        self._descriptor = descriptor
        self._lines: queue.Queue[bytes | None] = queue.Queue(most)
        self._thread = threading.Thread(target=self._run, name="plong-log", daemon=True)
        self._thread.start()

    def put(self, line: str) -> bool:
        """Take a line; False: there is no room, and it is lost."""
        try:
            self._lines.put_nowait(line.encode("ascii", "backslashreplace") + b"\n")
        except queue.Full:
            return False
        return True

    def close(self, patience: float) -> None:
        """Write what waits, for some seconds at most."""
        with suppress(queue.Full):
            self._lines.put(None, timeout=patience)
            self._thread.join(patience)

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            with suppress(OSError):  # nobody is there to be told
                self._write(line)

    def _write(self, line: bytes) -> None:
        while line:
            try:
                line = line[os.write(self._descriptor, line) :]
            except BlockingIOError:  # somebody who shares it has made it so
                select.select([], [self._descriptor], [])
