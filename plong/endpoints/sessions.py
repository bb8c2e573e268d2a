"""Which session a WebSocket gets: by what its upgrade asked for."""

from dataclasses import dataclass
from typing import Final

from plong.endpoints.base_session import BaseSession
from plong.endpoints.bridge import BridgeSession
from plong.endpoints.peers import Client, Peers
from plong.endpoints.session import Session
from plong.hub.hub import Hub
from plong.hub.swarm.swarm import Swarm
from plong.hub.wire import Wire
from plong.protocol.handshake import ForPeer, Handshake, Target

NOWHERE: Final = ("", 0)
"""The client of a server that does not say whence it comes, such as one on a Unix socket."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Makes them, for either skin."""

    hub: Hub
    swarm: Swarm | None
    """None: LCDP is switched off, and no upgrade asks for its bridge."""
    libp2p: Peers | None = None
    """None: libp2p is switched off, likewise."""

    def make(
        self, target: Target, client: Client, wire: Wire, reached: Client | None = None
    ) -> BaseSession:
        """Begin a session.

        Args:
            target: what the upgrade asked for.
            client: the IP address and port of the client.
            wire: its socket.
            reached: the IP address and port of ours that it has come to, if that is known.
        """
        if isinstance(target, Handshake):
            return Session(self.hub, self.swarm, wire, target, client[0])
        if isinstance(target, ForPeer):
            assert self.libp2p is not None
            return self.libp2p.join(self.hub, wire, client, reached)
        assert self.swarm is not None
        return BridgeSession(self.hub, self.swarm, wire, client[0])
