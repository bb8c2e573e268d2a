"""How it is in the hub at one moment: a walk over its connections."""

from collections.abc import Iterable
from dataclasses import dataclass

from plong.hub.connection import Connection


@dataclass(slots=True)
class Survey:
    """Sums over all connections."""

    links: int = 0
    """Connections whose messages go to some peer."""
    held: int = 0
    """Clients that are not read: they ask for something, or their receiver is full."""
    stalled: int = 0
    """Send buffers that are full, and for which senders are held."""
    waiting: int = 0
    """Messages in all send buffers."""
    waiting_bytes: int = 0
    """Their bytes."""


def survey(connections: Iterable[Connection]) -> Survey:
    """Add them up: ten thousand idle ones in a few milliseconds."""
    sums = Survey()
    for connection in connections:
        buffer = connection.buffer
        sums.links += connection.link is not None
        sums.held += connection.is_held
        if buffer.waiting:
            sums.stalled += buffer.stalled
            sums.waiting += buffer.waiting
            sums.waiting_bytes += buffer.waiting_bytes
    return sums
