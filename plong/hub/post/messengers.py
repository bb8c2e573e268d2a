"""Whoever asks at addresses, put together: on other servers and here, openly and under seals."""

from plong.config import Config
from plong.hub.post.boxes import Boxes
from plong.hub.post.errands import Errands
from plong.hub.post.indoors import Indoors
from plong.hub.post.proxy import AnonymousProxy
from plong.hub.post.seals import Seals
from plong.hub.post.senders import Senders
from plong.hub.post.veil import Veil
from plong.hub.post.world import World


class Messengers:
    """All who go out, or in.

    Args:
        config: what the operator set.
        boxes: what is here.
        world: the way to what is not.
    """

    def __init__(self, config: Config, boxes: Boxes, world: World) -> None:
        premises = boxes.premises
        self.errands = Errands(premises, world.couriers, boxes.incomings, boxes.outgoings)
        self.seals = Seals(config, premises, world)
        veil = Veil(config, self.errands, self.seals)
        indoors = Indoors(config, premises, boxes.incomings)
        self.anonymous = AnonymousProxy(config, indoors, self.seals, veil, world)
        self.senders = Senders(premises, self.errands, veil)
