"""Addresses on others' word: each is asked once, with a cookie and nothing else.

Whoever names addresses of people who know nothing of LCDP sends them 61 bytes, once, and no more
than a few in a second for all who do so together. A host has many ports, and all of them are one
victim. docs/wire/lcdp.md.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from itertools import islice
from typing import Final

from plong.protocol.lcdp.endpoint import Reach, network_of
from plong.protocol.lcdp.models import Endpoint

PER_SECOND: Final = 5
"""Addresses that are asked in a second."""
ROOM: Final = 500
"""Addresses that wait."""
ROOM_PER_NAMER: Final = 40
"""Addresses that wait because one network has named them, all its ports together."""
ROOM_PER_NETWORK: Final = 16
"""Addresses of one network that wait, or were asked and have not answered: there are no more peers
of one."""
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
        self._named: Counter[str] = Counter()  # how many wait, by the network that named them
        self._called: Counter[str] = Counter()  # how many wait or were asked, by their network
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
            if len(self._waiting) >= ROOM or self._named[network_of(namer)] >= ROOM_PER_NAMER:
                return
            if self._is_new(endpoint):
                self._waiting[endpoint] = namer
                self._named[network_of(namer)] += 1
                self._called[network_of(endpoint)] += 1

    def answered(self, endpoint: Endpoint) -> None:
        """Take in that somebody has proved his address: he is no victim."""
        if self._asked.pop(endpoint, None) is not None:
            _count_down(self._called, endpoint)

    def take(self, now: float) -> list[Endpoint]:
        """Return who is to be asked now; is to be called at most once a second."""
        taken = list(islice(self._waiting.items(), PER_SECOND))
        for endpoint, namer in taken:
            self._settle(endpoint, namer, now)
        return [endpoint for endpoint, _ in taken]

    def _is_new(self, endpoint: Endpoint) -> bool:
        is_old = endpoint in self._waiting or endpoint in self._asked
        if is_old or self._called[network_of(endpoint)] >= ROOM_PER_NETWORK:
            return False
        return self._reach.allows(endpoint)

    def _settle(self, endpoint: Endpoint, namer: Endpoint, now: float) -> None:
        del self._waiting[endpoint]
        _count_down(self._named, namer)
        self._asked[endpoint] = now
        if len(self._asked) > MEMORY:
            self._forget_oldest()

    def _forget(self, now: float) -> None:
        while self._asked and now - next(iter(self._asked.values())) >= AGAIN_AFTER:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        endpoint, _ = self._asked.popitem(last=False)
        _count_down(self._called, endpoint)


def _count_down(counts: Counter[str], endpoint: Endpoint) -> None:
    network = network_of(endpoint)
    counts[network] -= 1
    if not counts[network]:
        del counts[network]
