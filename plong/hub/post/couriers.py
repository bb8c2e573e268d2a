"""Who goes where: the server's own errands may lead to loopback if its owner sits there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plong.config import Config
from plong.courier.base import Courier
from plong.protocol.ping.models import NODE
from plong.protocol.ping.network import Network, read_network

_LOOPBACK: Final = (read_network("127.0.0.0/8"), read_network("::1"))


@dataclass(frozen=True, slots=True)
class Couriers:
    """One for the server itself, one for all peers."""

    for_node: Courier
    for_peers: Courier

    def of(self, owner: str) -> Courier:
        """Return the courier that goes for this owner."""
        return self.for_node if owner == NODE else self.for_peers

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        peers = allowed_to_peers(config)
        # What the server's owner may ask on its machine, who redirects its errands may not.
        self.for_node.allow(allowed_to_node(config), beyond=peers)
        self.for_peers.allow(peers)

    async def close(self) -> None:
        """Let go of all connections."""
        await self.for_node.close()
        await self.for_peers.close()


def allowed_to_node(config: Config) -> Sequence[Network]:
    """Return which networks beside the internet the server's own errands may lead to.

    Without a token its owner is on this machine, and may ask everything there itself.
    """
    allowed = allowed_to_peers(config)
    return allowed if config.owner_token else [*allowed, *_LOOPBACK]


def allowed_to_peers(config: Config) -> Sequence[Network]:
    """Return which networks beside the internet peers' errands may lead to."""
    return [read_network(text) for text in config.ping_allow]
