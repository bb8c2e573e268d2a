"""The server's own node of LCDP, and those it lends."""

import asyncio
import shutil
from dataclasses import dataclass
from typing import Final

from plong import __version__
from plong.config import Config
from plong.hub.swarm.persistence import Persistence
from plong.hub.swarm.shared_files import SharedFiles
from plong.hub.swarm.status import SwarmStatus, read_status
from plong.hub.swarm.tenant import Tenant, TenantListener
from plong.hub.swarm.tenants import Tenants, World
from plong.lcdp.runner import Runner
from plong.lcdp.udp import UdpSocket, is_everywhere
from plong.protocol.lcdp.endpoint import endpoint_of
from plong.protocol.lcdp.events import Event
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.models import Answer

STATUS_TTL: Final = 1.0
"""Seconds in which one look is enough: it takes 10 ms where all peers are there."""


class CannotListen(Exception):
    """There is no UDP socket where one is configured; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SwarmServices:
    """What belongs to the server's node."""

    persistence: Persistence
    """It has been told whom the node knew."""
    tenants: Tenants
    """The nodes that are lent."""
    shared_files: SharedFiles | None
    """The files that the node gives; None: there are none."""


class Swarm:
    """Runs the node until it is closed.

    Args:
        config: where to listen.
        key: the node's, 32 bytes.
        services: of the node.
        world: what nodes are made of.

    Raises:
        CannotListen: somebody else listens there, or nobody may.
    """

    def __init__(self, config: Config, key: bytes, services: SwarmServices, world: World) -> None:
        self.key: Final = key
        self.node: Final = services.persistence.node
        self.persistence: Final = services.persistence
        self._tenants = services.tenants
        self._shared_files = services.shared_files
        self._folder = config.share_dir
        self._now = world.now
        self._status: tuple[SwarmStatus, float] | None = None  # and when it was looked at
        self._runner = _listen(config, self.node, world)

    @property
    def port(self) -> int:
        """Return the UDP port of the node."""
        return self._runner.socket.port

    def where(self) -> Answer:
        """Say to people and programs where the node listens."""
        return {"Port": self.port}

    @property
    def udp(self) -> UdpSocket:
        """The socket of the node, which counts its datagrams."""
        return self._runner.socket

    @property
    def tenants(self) -> int:
        """Return how many nodes are lent just now."""
        return len(self._tenants)

    def reconfigure(self, config: Config) -> None:
        """Go by another configuration."""
        self._tenants.reconfigure(config)

    def admit(self, listener: TenantListener, name: bytes | None = None) -> Tenant:
        """Lend a node until it is closed.

        Args:
            listener: hears what comes.
            name: 32 bytes by which others may ask for it beside its key.

        Raises:
            ServerFull: there are as many as there may be, or no more sockets.
        """
        return self._tenants.admit(self.node, self._home(), listener, name)

    def status(self) -> SwarmStatus:
        """Say who it is and whom it knows, or knew up to `STATUS_TTL` ago."""
        now = self._now()
        if self._status is None or now - self._status[1] >= STATUS_TTL:
            self._status = read_status(__version__, self.key, self.node), now
        return self._status[0]

    async def free_bytes(self) -> int | None:
        """Return the free bytes where the shared files are; None: there are none."""
        if not self._folder:
            return None
        try:
            return (await asyncio.to_thread(shutil.disk_usage, self._folder)).free
        except OSError:
            return None

    async def run(self) -> None:
        """Save whom it knows, and keep to what is in the shared folder, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.persistence.run())
            if self._shared_files is not None:
                group.create_task(self._shared_files.run())

    def dismiss(self) -> None:
        """Let those go who use the server's nodes: it ends, or is started anew."""
        self._tenants.close()

    def close(self) -> None:
        """Hear and say nothing more."""
        self.dismiss()
        self._runner.close()
        if self._shared_files is not None:
            self._shared_files.close()

    def _home(self) -> Endpoint:
        """Return where the node is for others on this machine."""
        host = self._runner.socket.host
        home = endpoint_of("127.0.0.1" if is_everywhere(host) else host, self.port)
        assert home is not None  # for it listens there
        return home


def _listen(config: Config, node: LcdpNode, world: World) -> Runner:
    host = config.udp_host or config.host
    try:
        return Runner(node, world.now, _leave_alone, host, config.udp_port)
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on UDP at udp_host {host!r}, udp_port {config.udp_port}"
            f" ({error.strerror}); set another udp_host or udp_port."
        ) from None


def _leave_alone(_: Event) -> None:
    """Nobody reads what is said to the server itself; a stranger's words reach no log."""
