"""How long addresses last: word may come for as long as it may wait."""

from collections.abc import Collection

from plong.hub.clock import Clock
from plong.store.base import Store


class Leases:
    """An owner who looks after an address keeps it longer than a relay keeps its peers.

    Args:
        store: where peers live until they were not used for a while.
        clock: the time.
        beyond: seconds by which an owner may stay away longer than another peer.
    """

    def __init__(self, store: Store, clock: Clock, beyond: float) -> None:
        self._store = store
        self._clock = clock
        self._beyond = beyond
        self._used: set[str] = set()

    def reconfigure(self, beyond: float) -> None:
        """Let owners stay away for so long from now on."""
        self._beyond = beyond

    @property
    def noted(self) -> Collection[str]:
        """Return who was here since the last renewal."""
        return self._used

    def note(self, owner: str) -> None:
        """Note that an owner was here. A kill within a minute forgets it."""
        self._used.add(owner)

    async def renew(self) -> None:
        """Store what was noted. Raise `Unavailable`; then it is still noted."""
        used = set(self._used)
        await self._store.touch(used, self._clock.now() + self._beyond)
        self._used -= used
