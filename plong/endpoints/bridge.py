"""The browsers' bridge: what the messages of one WebSocket at ``/wt`` mean. docs/wire/lcdp.md."""

from plong.endpoints.base_session import BaseSession
from plong.endpoints.connected_tenant import ConnectedTenant
from plong.hub.hub import Hub
from plong.hub.swarm.swarm import Swarm
from plong.hub.wire import Held, Wire
from plong.protocol.closes import ENDED, FULL
from plong.protocol.errors import ServerFull
from plong.protocol.events import Event
from plong.protocol.messages import TEXT


class BridgeSession(BaseSession):
    """One page or program, and the node that it is lent.

    Args:
        hub: where it gets its seat.
        swarm: who lends nodes.
        wire: its socket.
        address: the IP address of its client.
    """

    way = "bridge"

    def __init__(self, hub: Hub, swarm: Swarm, wire: Wire, address: str) -> None:
        super().__init__(hub, wire, address)
        self._swarm = swarm
        self._tenant: ConnectedTenant | None = None
        self._work(self._enter())

    def left(self) -> None:
        """Hear that the client is gone, or going; its node ends."""
        super().left()
        if self._tenant is not None:
            self._tenant.close()

    def tell(self, event: Event, cause: Held) -> None:
        """Say nothing: LCDP has no word for it, and the close code says why."""

    async def _enter(self) -> None:
        if not self._connection.is_open:
            return
        try:
            self._hub.seat(self._connection)
            self._tenant = ConnectedTenant(self._swarm, self._connection, self._say)
        except ServerFull:
            self.dismiss(FULL)

    def _handle(self, kind: int, payload: bytes) -> None:  # noqa: ARG002  # both kinds are alike
        if not payload:
            self.dismiss(ENDED)
        elif self._tenant is not None:
            effort = self._tenant.receive(payload) or 0
            self._tokens -= effort * self._message_cost

    def _say(self, text: bytes, cause: Held) -> None:
        self._connection.buffer.say(TEXT, text, cause)
