"""The one face of PING to the endpoints."""

from typing import Final

from plong.config import Config
from plong.hub.limits import Tries
from plong.hub.post.boxes import Boxes
from plong.hub.post.chores import Acks, Knocks
from plong.hub.post.holds import Holds
from plong.hub.post.incomings import Heard
from plong.hub.post.janitor import Janitor
from plong.hub.post.leases import Leases
from plong.hub.post.messengers import Messengers
from plong.hub.post.puller import Puller
from plong.hub.post.pulls import Pulls
from plong.hub.post.room import ages_of
from plong.hub.post.rounds import Rounds
from plong.hub.post.world import World
from plong.protocol.ping.models import Incoming, Outgoing
from plong.protocol.ping.send import Send
from plong.protocol.sources import address_key
from plong.store.base import Store
from plong.store.post.base import Post
from plong.store.post.names import IncomingKey
from plong.store.post.room import Totals

_PATIENCE: Final = 2.0
"""Seconds that a pull waits for the sender to be told: most senders are told by then."""


class PostOffice:
    """Inboxes, outboxes, doors; and two rounds and a janitor, to be run beside the rest.

    Args:
        config: what the operator set; its port is the real one.
        store: who is there.
        post: what PING keeps beside it.
        world: what is not in the house.
        heard: tells an owner that somebody knocked, once a ping.

    Raises:
        BadRequest: `public_url` is no address.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        post: Post,
        world: World,
        heard: Heard,
    ) -> None:
        self._post, self._clock, self._couriers = post, world.clock, world.couriers
        self._boxes = boxes = Boxes(config, store, post, world, heard)
        self.premises, self.doors = boxes.premises, boxes.doors
        self.incomings, self.outgoings = boxes.incomings, boxes.outgoings
        messengers = Messengers(config, boxes, world)
        self.seals, self.anonymous = messengers.seals, messengers.anonymous
        self.holds = Holds(config.ping_hold, config.ping_held, config.ping_held_per_address)
        self._sends = Tries(config.pings_per_minute)
        puller = Puller(config, post.inbox, messengers.senders, world.clock, self._pulled)
        self._pulls = Pulls(config, puller, boxes.wishes, world.clock)
        knocks = Knocks(post.outbox, messengers.errands, world, config.ping_max_age)
        self.knocks = Rounds(knocks, world.clock, config.ping_deliveries)
        acks = Acks(post.inbox, messengers.senders, world)
        self.acks = Rounds(acks, world.clock, config.ping_deliveries)
        self.leases = Leases(store, world.clock, _beyond(config))
        self.janitor = Janitor(post, self.leases, world.clock, ages_of(config))

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self.holds.reconfigure(config.ping_hold, config.ping_held, config.ping_held_per_address)
        self._sends.reconfigure(config.pings_per_minute)
        self.leases.reconfigure(_beyond(config))
        for part in (self._couriers, self._boxes, self.anonymous, self._pulls):
            part.reconfigure(config)

    def count_send(self, source: str) -> None:
        """Count a ping sent from an IP address: peers are easily made, and boxes are finite.

        Raise `RateLimited`.
        """
        self._sends.spend(address_key(source), self._clock.now())

    async def send(self, owner: str, send: Send) -> Outgoing:
        """See `Outgoings.send`; the target is knocked at at once."""
        kept_for = (await self._boxes.wishes.of(owner)).kept_for
        row = await self.outgoings.send(owner, send, kept_for)
        self.knocks.wake()
        return row

    async def pull(
        self, owner: str, ping_id: str, origin: str | None = None, source: str = ""
    ) -> Incoming:
        """See `Pulls.pull`."""
        return await self._pulls.pull(owner, ping_id, origin, source)

    async def totals(self) -> Totals:
        """Return how much there is in all boxes. Raise `Unavailable`."""
        return await self._post.totals()

    def end(self) -> None:
        """Let everybody go who waits for something, for the server stops."""
        self.holds.end()
        self.anonymous.end()
        self._pulls.end()

    async def _pulled(self, key: IncomingKey) -> None:
        await self.acks.hurry(key, _PATIENCE)


def _beyond(config: Config) -> float:
    return max(0, config.ping_max_age - config.peer_timeout)
