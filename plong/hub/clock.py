"""Epoch seconds that never jump."""

import time


class Clock:
    """Wall time at the start plus monotonic time since: a lease lasts as long as was said."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        """Return epoch seconds."""
        return self._offset + time.monotonic()
