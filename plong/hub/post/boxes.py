"""Boxes and doors, put together: what lies here, and who may put it here and take it."""

from plong.config import Config
from plong.hub.post.doorkeeping import Doorkeeping
from plong.hub.post.gatekeeper import Gatekeeper
from plong.hub.post.incomings import Heard, Incomings
from plong.hub.post.outgoings import Outgoings
from plong.hub.post.premises import Premises
from plong.hub.post.tenants import Tenants
from plong.hub.post.wishes import Wishes
from plong.hub.post.world import World
from plong.store.base import Store
from plong.store.post.base import Post


class Boxes:
    """Those of all owners.

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
        self, config: Config, store: Store, post: Post, world: World, heard: Heard
    ) -> None:
        self.premises = Premises(config.own_url)
        self.wishes = Wishes(post.doors, config.ping_kept_for)
        tenants = Tenants(store, post.doors)
        gatekeeper = Gatekeeper(post, tenants, self.premises, self.wishes)
        self.doors = Doorkeeping(config, post, gatekeeper, self.premises, world)
        self.incomings = Incomings(config, post.inbox, gatekeeper, world.clock, heard)
        self.outgoings = Outgoings(config, post, tenants, self.premises, world)

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        for part in (self.doors, self.incomings, self.outgoings):
            part.reconfigure(config)
