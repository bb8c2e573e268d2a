"""Who may begin a connection of libp2p, and who was refused one."""

from collections.abc import Callable

from plong.hub.limits import Tries
from plong.hub.tally import Tally
from plong.libp2p.census import address_of
from plong.libp2p.errors import Refused
from plong.protocol.errors import RateLimited
from plong.protocol.libp2p.multiaddr import Multiaddr


class Door:
    """Handshakes cost some arithmetic, so one address may begin so many a minute.

    Args:
        per_minute: handshakes.
        now: returns seconds of a clock that does not jump.
        tally: where it is counted.
    """

    def __init__(self, per_minute: int, now: Callable[[], float], tally: Tally) -> None:
        self._tries = Tries(per_minute)
        self._now = now
        self._tally = tally

    def check(self, remote: Multiaddr) -> None:
        """Count one from there. Raise `Refused` if it is one too many."""
        try:
            self._tries.spend(address_of(remote), self._now())
        except RateLimited as refusal:
            raise Refused("One address begins too many connections.", refusal.code) from None

    def refused(self, reason: str) -> None:
        """Count who was refused, or ended for what it did."""
        self._tally.refuse("libp2p", reason)
