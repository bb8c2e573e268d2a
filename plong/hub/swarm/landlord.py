"""Who lends nodes, as those see it who ask for one."""

from typing import Protocol

from plong.hub.swarm.tenant import Tenant, TenantListener


class Landlord(Protocol):
    """The contract of `plong.hub.swarm.swarm.Swarm` with the endpoints."""

    def admit(self, listener: TenantListener, name: bytes | None = None) -> Tenant:
        """Lend a node until it is closed.

        Args:
            listener: hears what it hears.
            name: another name, 32 bytes, that others ask for it by.

        Raises:
            ServerFull: there are too many.
        """
