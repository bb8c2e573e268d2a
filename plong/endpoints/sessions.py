"""Which session a WebSocket gets: by what its upgrade asked for."""

from dataclasses import dataclass

from plong.endpoints.base_session import BaseSession
from plong.endpoints.bridge import BridgeSession
from plong.endpoints.session import Session
from plong.hub.flow import Wire
from plong.hub.hub import Hub
from plong.hub.swarm.swarm import Swarm
from plong.protocol.handshake import ForBridge, Handshake


@dataclass(frozen=True, slots=True)
class Sessions:
    """Makes them, for either skin."""

    hub: Hub
    swarm: Swarm | None
    """None: LCDP is switched off, and no upgrade asks for its bridge."""

    def make(self, target: Handshake | ForBridge, address: str, wire: Wire) -> BaseSession:
        """Begin a session.

        Args:
            target: what the upgrade asked for.
            address: the IP address of the client.
            wire: its socket.
        """
        if isinstance(target, Handshake):
            return Session(self.hub, self.swarm, wire, target, address)
        assert self.swarm is not None
        return BridgeSession(self.hub, self.swarm, wire, address)
