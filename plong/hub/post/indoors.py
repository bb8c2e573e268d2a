"""Knocking at tenants for anonymous senders, as long and as silently as at anybody's."""

from typing import Final

from plong.config import Config
from plong.courier.base import PATIENCE
from plong.hub.post.holds import Holds
from plong.hub.post.incomings import Incomings
from plong.hub.post.premises import Premises
from plong.protocol.ping.errors import TargetFailed
from plong.protocol.ping.models import Knock, Tier

_NO_CONTENT: Final = 204


class Indoors:
    """The doors of this house, from inside."""

    def __init__(self, config: Config, premises: Premises, incomings: Incomings) -> None:
        self._premises = premises
        self._incomings = incomings
        self.holds = Holds(_seconds(config), config.ping_held, config.ping_held_per_address)
        """Who waits for an answer that does not come."""

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self.holds.reconfigure(_seconds(config), config.ping_held, config.ping_held_per_address)

    def has(self, target: str) -> bool:
        """Tell whether the target, a right address, is in this house."""
        return self._premises.has(target)

    async def knock(self, target: str, knock: Knock, source: str, since: float) -> int:
        """Knock there; return the status of the answer.

        Blocks of networks do not hold here, nor those of the true origin: an owner who blocks one
        after the other could find out where the sender is.

        Args:
            target: an address of this house.
            knock: what to say; its origin is sealed.
            source: the IP address of who asks for it, who waits where nobody answers.
            since: when it was asked for, on the loop's clock.

        Raises:
            TargetFailed: nobody answers, for whatever reason, in the time that a courier waits.
            InboxFull, Unavailable: as for whoever knocks.
        """
        name = self._premises.tenant_of(target)
        if name is not None and await self._incomings.deliver(name, knock, Tier.ANONYMOUS):
            return _NO_CONTENT
        await self.holds.hold(source, since)
        raise TargetFailed


def _seconds(config: Config) -> float:
    return min(PATIENCE, config.ping_hold)
