"""Time, as long as the process lives: nothing was stored by another clock."""

from plong.protocol.noted_time import Noted
from plong.store.times.base import Times


class MemoryTimes(Times):
    """Keeps nothing, for there is no restart."""

    async def last(self) -> Noted | None:
        """See `Times.last`."""
        return None

    async def note(self, noted: Noted) -> None:
        """See `Times.note`."""

    async def shift(self, seconds: float, noted: Noted) -> None:
        """See `Times.shift`."""
