"""The contract of what is kept of time, so that leases outlive clocks that are set."""

import abc

from plong.protocol.noted_time import Noted


class Times(abc.ABC):
    """What the clocks showed last, and all times of leases in the same place as the `Store`.

    It is open while that store is. Every method may raise `plong.protocol.errors.Unavailable`.
    """

    @abc.abstractmethod
    async def last(self) -> Noted | None:
        """Return what was noted last; None: nothing yet."""

    @abc.abstractmethod
    async def note(self, noted: Noted) -> None:
        """Keep this in the place of what was noted before."""

    @abc.abstractmethod
    async def shift(self, seconds: float, noted: Noted) -> None:
        """Add ``seconds`` to every time that something is measured by, and note this, in one step.

        When a peer said ohai is told to others, and stays.
        """
