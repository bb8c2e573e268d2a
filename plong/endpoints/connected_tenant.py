"""A tenant of LCDP, as one connection has it: held back, and ended, with its client."""

from collections.abc import Callable

from plong.hub.connection import Connection
from plong.hub.swarm.swarm import Swarm
from plong.hub.swarm.tenant import Tenant
from plong.hub.wire import Held


class ConnectedTenant:
    """Stands between a connection and its tenant.

    While the client does not read what it is told, nothing is read of it, nor from the network.

    Args:
        swarm: who lends nodes.
        connection: the client's.
        say: puts one array of messages into the connection's buffer; who is to be held if it is
            full, comes with it.
        name: another name that others ask for the client by, 32 bytes.

    Raises:
        ServerFull: there are too many tenants.
    """

    def __init__(
        self,
        swarm: Swarm,
        connection: Connection,
        say: Callable[[bytes, Held], None],
        name: bytes | None = None,
    ) -> None:
        self._connection = connection
        self._say = say
        self._is_held = False
        self._tenant: Tenant | None = None  # while it is made it speaks already
        self._tenant = swarm.admit(self, name)
        if self._is_held:
            self._tenant.pause()

    def receive(self, text: bytes) -> int | None:
        """Do what the client says, see `Tenant.receive`."""
        assert self._tenant is not None
        return self._tenant.receive(text)

    def close(self) -> None:
        """End the tenant."""
        assert self._tenant is not None
        self._tenant.close()
        self._say = _say_nothing  # the session refers to this object

    # What the tenant calls (`plong.hub.swarm.tenant.TenantListener`)

    def said(self, text: bytes) -> None:
        """Tell the client."""
        if self._connection.is_open:
            self._say(text, self)

    # What the client's buffer calls (`plong.hub.wire.Held`)

    def hold(self) -> None:
        """Add nothing more to the buffer."""
        self._is_held = True
        self._connection.hold()
        if self._tenant is not None:
            self._tenant.pause()

    def release(self) -> None:
        """Go on."""
        self._is_held = False
        if self._tenant is not None:
            self._tenant.resume()
        self._connection.release()

    def lost(self) -> None:
        """Do nothing: the client who has lost it is gone."""


def _say_nothing(_text: bytes, _cause: Held) -> None:
    """Say nothing to who is gone."""
