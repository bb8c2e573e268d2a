"""Pulling by turns: how often an address may, how many at once, and until the server stops."""

from typing import Final

from plong.config import Config
from plong.hub.clock import Clock
from plong.hub.limits import Tries
from plong.hub.post.closing import Closing
from plong.hub.post.puller import Puller
from plong.hub.post.queue import Queue
from plong.hub.post.wishes import Wishes
from plong.protocol.ping.models import Incoming
from plong.protocol.sources import address_key

_SHARE: Final = 4
"""So many addresses can have all pulls that run at once."""


class Pulls:
    """Lets owners pull, who ask from somewhere.

    Args:
        config: what the operator set.
        puller: does it.
        wishes: those of owners.
        clock: the time.
    """

    def __init__(self, config: Config, puller: Puller, wishes: Wishes, clock: Clock) -> None:
        self._puller = puller
        self._wishes = wishes
        self._clock = clock
        self._tries = Tries(config.pings_per_minute)
        most = config.ping_deliveries
        self._queue = Queue(most, max(1, most // _SHARE))
        self._closing = Closing()

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._tries.reconfigure(config.pings_per_minute)
        self._puller.reconfigure(config)

    async def pull(self, owner: str, ping_id: str, origin: str | None, source: str) -> Incoming:
        """See `Puller.pull`; ``source`` is the IP address of who asks, for they take turns.

        Raise `RateLimited` too: where a pull leads, strangers have said, and it may be anybody.
        """
        self._tries.spend(address_key(source), self._clock.now())
        kept_for = (await self._wishes.of(owner)).kept_for
        async with self._closing.errand(), self._queue.turn(source):
            return await self._puller.pull(owner, ping_id, origin, kept_for)

    def end(self) -> None:
        """Let all go who wait, and begin no others."""
        self._closing.begin()
