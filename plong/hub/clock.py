"""Epoch seconds that never jump."""

import time

from plong.protocol.noted_time import Noted


class Clock:
    """Wall time at the start plus monotonic time since: a lease lasts as long as was said."""

    def __init__(self) -> None:
        self._offset = time.time() - time.monotonic()

    def now(self) -> float:
        """Return epoch seconds."""
        return self._offset + time.monotonic()

    def note(self) -> Noted:
        """Return this together with what the machine's clock shows, which may have been set."""
        return Noted(self.now(), time.time())
