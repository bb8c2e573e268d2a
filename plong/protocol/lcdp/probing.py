"""Addresses on others' word: each is asked once, with a cookie and nothing else.

Whoever names addresses of people who know nothing of LCDP sends them 61 bytes, once, and no more
than a few in a second for all who do so together. docs/wire/lcdp.md.
"""

from collections import OrderedDict
from collections.abc import Iterable
from itertools import islice
from typing import Final

from plong.protocol.lcdp.endpoint import Reach
from plong.protocol.lcdp.models import Endpoint

PER_SECOND: Final = 5
"""Addresses that are asked in a second."""
ROOM: Final = 500
"""Addresses that wait."""
ROOM_PER_NAMER: Final = 40
"""Addresses of one peer's naming that wait."""
MEMORY: Final = 8192
"""Addresses that are remembered as asked."""
AGAIN_AFTER: Final = 600.0
"""Seconds after which an address may be asked again if it is named again."""


class Prober:
    """Remembers who is to be asked, and who was.

    Args:
        reach: which addresses may be asked at all.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._waiting: OrderedDict[Endpoint, Endpoint] = OrderedDict()  # and who named it
        self._named: dict[Endpoint, int] = {}  # how many wait, by who named them
        self._asked: OrderedDict[Endpoint, float] = OrderedDict()  # the oldest first

    def __len__(self) -> int:
        return len(self._waiting)

    def suggest(self, endpoints: Iterable[Endpoint], namer: Endpoint, now: float) -> None:
        """Take in what a peer has named, as far as there is room.

        Args:
            endpoints: what it named.
            namer: who it was; its datagram was verified.
            now: seconds.
        """
        self._forget(now)
        for endpoint in endpoints:
            if len(self._waiting) >= ROOM or self._named.get(namer, 0) >= ROOM_PER_NAMER:
                return
            if self._is_new(endpoint):
                self._waiting[endpoint] = namer
                self._named[namer] = self._named.get(namer, 0) + 1

    def take(self, now: float) -> list[Endpoint]:
        """Return who is to be asked now; is to be called at most once a second."""
        taken = list(islice(self._waiting.items(), PER_SECOND))
        for endpoint, namer in taken:
            self._settle(endpoint, namer, now)
        return [endpoint for endpoint, _ in taken]

    def _is_new(self, endpoint: Endpoint) -> bool:
        is_old = endpoint in self._waiting or endpoint in self._asked
        return not is_old and self._reach.allows(endpoint)

    def _settle(self, endpoint: Endpoint, namer: Endpoint, now: float) -> None:
        del self._waiting[endpoint]
        self._named[namer] -= 1
        if not self._named[namer]:
            del self._named[namer]
        self._asked[endpoint] = now
        if len(self._asked) > MEMORY:
            self._asked.popitem(last=False)

    def _forget(self, now: float) -> None:
        while self._asked and now - next(iter(self._asked.values())) >= AGAIN_AFTER:
            self._asked.popitem(last=False)
