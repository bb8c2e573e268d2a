"""What a post office does not have in itself: time, chance, a way to other servers, a key."""

from collections.abc import Callable
from dataclasses import dataclass

from plong.hub.clock import Clock
from plong.hub.post.couriers import Couriers
from plong.sealing.base import Sealer


@dataclass(frozen=True, slots=True)
class World:
    """Given by whoever puts the parts together."""

    clock: Clock
    entropy: Callable[[int], bytes]
    """Returns so many random bytes."""
    jitter: Callable[[], float]
    """Returns a random number from 0 to 1."""
    couriers: Couriers
    """Closed by whoever made them."""
    sealer: Sealer
    """Hides who sends anonymously."""
