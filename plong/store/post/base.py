"""The contract of PING's store: what survives a restart, and when it may be told."""

import abc

from plong.store.post.doors import Doors
from plong.store.post.inbox import Inbox
from plong.store.post.names import Ages
from plong.store.post.outbox import Outbox
from plong.store.post.room import Totals
from plong.store.post.tokens import Tokens


class Post(abc.ABC):
    """Everything that PING keeps, in the same place as the `Store` it is built upon.

    It is open while that store is, and closed with it. A method returns when what it promises is
    committed, and raises before anything is changed. Times are epoch seconds.

    An owner is a PublicId or `NODE`. What is a peer's goes in the same step as the peer
    (`Store.remove_peer`, `Store.prune`): from then on nothing of it is found. While a ping of it
    is open, it is not pruned: somebody relies on what stands there. Every method may
    raise `Unavailable`, and those that name an owner `NoSuchPeer`, unless they say that nothing
    happens.

    A ping is open until its state is terminal. Then its content may be kept for a while, and its
    row is remembered for another: so that content which is gone is known to be gone, and who
    knocks again is known. Where there is no room for something new, the owner's oldest kept
    contents give way.
    """

    outbox: Outbox
    inbox: Inbox
    doors: Doors
    tokens: Tokens

    @abc.abstractmethod
    async def totals(self) -> Totals:
        """Return how much there is in all boxes."""

    @abc.abstractmethod
    async def expire(self, now: float, ages: Ages) -> int:
        """Take what is old a step further; return how many steps were taken.

        Open pings expire, kept contents are dropped, remembered pings are forgotten, and so are
        masks that are revoked or expired before all that can still be fetched from them was sent.
        Many short transactions, so that others get by: a kill or an error in between leaves the
        rest for the next time.
        """
