"""The one face of PING to the endpoints."""

from typing import Final

from plong.config import Config
from plong.hub.limits import Tries
from plong.hub.post.chores import Acks, Knocks
from plong.hub.post.closing import Closing
from plong.hub.post.doorkeeping import Doorkeeping
from plong.hub.post.errands import Errands
from plong.hub.post.gatekeeper import Gatekeeper
from plong.hub.post.holds import Holds
from plong.hub.post.incomings import Heard, Incomings
from plong.hub.post.indoors import Indoors
from plong.hub.post.janitor import Janitor
from plong.hub.post.leases import Leases
from plong.hub.post.outgoings import Outgoings
from plong.hub.post.premises import Premises
from plong.hub.post.proxy import AnonymousProxy
from plong.hub.post.puller import Puller
from plong.hub.post.queue import Queue
from plong.hub.post.room import ages_of
from plong.hub.post.rounds import Rounds
from plong.hub.post.seals import Seals
from plong.hub.post.senders import Senders
from plong.hub.post.tenants import Tenants
from plong.hub.post.veil import Veil
from plong.hub.post.wishes import Wishes
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
_SHARE: Final = 4
"""So many addresses can have all pulls that run at once."""


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
        self._post = post
        self._couriers = world.couriers
        self.premises = premises = Premises(config.own_url)
        tenants = Tenants(store, post.doors)
        self._wishes = wishes = Wishes(post.doors, config.ping_kept_for)
        gatekeeper = Gatekeeper(post, tenants, premises, wishes)
        self.holds = Holds(config.ping_hold, config.ping_held, config.ping_held_per_address)
        self.doors = Doorkeeping(config, post, gatekeeper, premises, world)
        self.incomings = Incomings(config, post.inbox, gatekeeper, world.clock, heard)
        self.outgoings = Outgoings(config, post, tenants, premises, world)
        errands = Errands(premises, world.couriers, self.incomings, self.outgoings)
        self.seals = seals = Seals(config, premises, world)
        veil = Veil(config, errands, seals)
        indoors = Indoors(config, premises, self.incomings)
        self.anonymous = AnonymousProxy(config, indoors, seals, veil, world)
        senders = Senders(premises, errands, veil)
        self._puller = Puller(config, post.inbox, senders, world.clock, self._pulled)
        most, clock = config.ping_deliveries, world.clock
        self._pulls, self._closing = Queue(most, max(1, most // _SHARE)), Closing()
        self.knocks = Rounds(Knocks(post.outbox, errands, world, config.ping_max_age), clock, most)
        self.acks = Rounds(Acks(post.inbox, senders, world), clock, most)
        self._clock = clock
        self._sends, self._fetches = (Tries(config.pings_per_minute) for _ in range(2))
        self.leases = Leases(store, clock, _beyond(config))
        self.janitor = Janitor(post, self.leases, clock, ages_of(config))

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self.holds.reconfigure(config.ping_hold, config.ping_held, config.ping_held_per_address)
        self._sends.reconfigure(config.pings_per_minute)
        self._fetches.reconfigure(config.pings_per_minute)
        self.leases.reconfigure(_beyond(config))
        self._couriers.reconfigure(config)
        for part in (self.doors, self.incomings, self.outgoings, self.anonymous, self._puller):
            part.reconfigure(config)

    def count_send(self, source: str) -> None:
        """Count a ping sent from an IP address: peers are easily made, and boxes are finite.

        Raise `RateLimited`.
        """
        self._sends.spend(address_key(source), self._clock.now())

    async def send(self, owner: str, send: Send) -> Outgoing:
        """See `Outgoings.send`; the target is knocked at at once."""
        kept_for = (await self._wishes.of(owner)).kept_for
        row = await self.outgoings.send(owner, send, kept_for)
        self.knocks.wake()
        return row

    async def pull(
        self, owner: str, ping_id: str, origin: str | None = None, source: str = ""
    ) -> Incoming:
        """See `Puller.pull`; ``source`` is the IP address of who asks, for they take turns.

        Raise `RateLimited` too: where a pull leads, strangers have said, and it may be anybody.
        """
        self._fetches.spend(address_key(source), self._clock.now())
        kept_for = (await self._wishes.of(owner)).kept_for
        async with self._closing.errand(), self._pulls.turn(source):
            return await self._puller.pull(owner, ping_id, origin, kept_for)

    async def totals(self) -> Totals:
        """Return how much there is in all boxes. Raise `Unavailable`."""
        return await self._post.totals()

    def end(self) -> None:
        """Let everybody go who waits for something, for the server stops."""
        self.holds.end()
        self.anonymous.end()
        self._closing.begin()

    async def _pulled(self, key: IncomingKey) -> None:
        await self.acks.hurry(key, _PATIENCE)


def _beyond(config: Config) -> float:
    return max(0, config.ping_max_age - config.peer_timeout)
