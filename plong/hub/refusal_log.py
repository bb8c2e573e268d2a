"""Refusals in the log: counted, and told once a minute, so that a flood does not flood it."""

import asyncio
import logging
from collections import Counter
from typing import Final

from plong.hub.tally import Tally, Way

_log = logging.getLogger("plong.refusals")

INTERVAL: Final = 60.0
"""Seconds between two looks."""


class RefusalLog:
    """One line for each way in and each reason, if there were refusals since the last look."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._told: Counter[tuple[Way, str]] = Counter()

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            self.tell()

    def tell(self) -> None:
        """Tell what was not told before."""
        for (way, reason), count in (self._tally.refusals - self._told).items():
            fields = {"way": way, "reason": reason, "count": count}
            _log.info("Some were refused.", extra={"fields": fields})
        self._told = self._tally.refusals.copy()
