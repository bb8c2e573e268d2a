"""What `logging` calls: formats at once, hands over, never waits and never raises."""

import logging
from typing import Final

from plong.journal.writer import LineWriter

PATIENCE: Final = 1.0
"""Seconds that the last lines may take at the end."""
_LOST: Final = "Lines of the log were lost: nobody took them in time."


class JournalHandler(logging.Handler):
    """Hands lines to a writer; how many were lost is told as soon as there is room again.

    Args:
        writer: to whom; it is closed with this.
    """

    def __init__(self, writer: LineWriter) -> None:
        super().__init__()
        self._writer = writer
        self._lost = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Take an event."""
        try:
            self._tell_lost()
            self._put(record)
        except Exception:  # noqa: BLE001  # a log must stop nobody
            self._lost += 1

    def close(self) -> None:
        """Write what waits."""
        self._writer.close(PATIENCE)
        super().close()

    def _put(self, record: logging.LogRecord) -> None:
        if not self._writer.put(self.format(record)):
            self._lost += 1

    def _tell_lost(self) -> None:
        if not self._lost:
            return
        record = logging.makeLogRecord(
            {
                "name": "plong.log",
                "levelno": logging.WARNING,
                "levelname": "WARNING",
                "msg": _LOST,
                "fields": {"lines": self._lost},
            }
        )
        if self._writer.put(self.format(record)):
            self._lost = 0
