"""The server's own node of LCDP, and those it lends."""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from plong import __version__
from plong.config import Config
from plong.hub.swarm.keeper import Keeper
from plong.hub.swarm.status import SwarmStatus, read_status
from plong.hub.swarm.tenant import Tenant, TenantListener
from plong.lcdp.runner import Runner
from plong.protocol.errors import ServerFull
from plong.protocol.lcdp.endpoint import Reach, read_endpoint
from plong.protocol.lcdp.events import Event
from plong.protocol.lcdp.models import Endpoint
from plong.protocol.lcdp.node import LcdpNode
from plong.protocol.lcdp.parts import Choices


class CannotListen(Exception):
    """There is no UDP socket where one is configured; the message says why and what to do."""


_REACHES: Final[Mapping[str, Reach]] = {
    "public": Reach(),
    "private": Reach(private=True),
    "loopback": Reach(private=True, loopback=True),
}


def choices_of(config: Config) -> Choices:
    """Return what the operator decides for the server's node."""
    named = (read_endpoint(text) for text in config.bootstrap)
    bootstrap = tuple(endpoint for endpoint in named if endpoint is not None)
    return Choices(_REACHES[config.lcdp_reach], bootstrap=bootstrap)


class Swarm:
    """Runs the node until it is closed.

    Args:
        config: where to listen.
        key: the node's, 32 bytes.
        node: has been told whom it knew.
        keeper: of this node.
        now: returns epoch seconds of a clock that does not go back.

    Raises:
        CannotListen: somebody else listens there, or nobody may.
    """

    def __init__(
        self, config: Config, key: bytes, node: LcdpNode, keeper: Keeper, now: Callable[[], float]
    ) -> None:
        self.key: Final = key
        self.node: Final = node
        self.keeper: Final = keeper
        self._folder = config.share_dir
        self._config = config
        self._now = now
        self._tenants = 0
        self._runner = _listen(config, node, now)

    @property
    def port(self) -> int:
        """Return the UDP port of the node."""
        return self._runner.socket.port

    def status(self) -> SwarmStatus:
        """Say who it is and whom it knows."""
        return read_status(__version__, self.key, self.node)

    async def free_bytes(self) -> int | None:
        """Return the free bytes where the shared files are; None: there are none."""
        if not self._folder:
            return None
        try:
            return (await asyncio.to_thread(shutil.disk_usage, self._folder)).free
        except OSError:
            return None

    def admit(self, listener: TenantListener, name: bytes | None = None) -> Tenant:  # noqa: ARG002
        """Lend a node until it is closed. Raise `ServerFull`: there are too many."""
        from plong.noise.crypto import NoiseCrypto  # noqa: PLC0415

        if self._tenants >= self._config.bridge_tenants:
            raise ServerFull
        crypto = NoiseCrypto(os.urandom(32))
        own = (Endpoint("127.0.0.1", self.port),)
        choices = replace(choices_of(self._config), bootstrap=own, hears_all=True)
        node = LcdpNode(crypto, os.urandom, self._now(), choices)
        node.peers.restore(self.node.peers.rows(), self._now())
        node.keyring.restore(one for one in self.node.keyring.rows() if one.is_proven)
        host = self._config.udp_host or self._config.host
        tenant = Tenant(
            crypto.key,
            lambda heard: Runner(node, self._now, heard, host, 0),
            listener,
            self._now,
            self._leave,
        )
        self._tenants += 1
        return tenant

    def _leave(self) -> None:
        self._tenants -= 1

    async def run(self) -> None:
        """Save whom it knows until cancelled."""
        await self.keeper.run()

    def dismiss(self) -> None:
        """Let those go who use the server's nodes: it ends, or is started anew."""

    def close(self) -> None:
        """Hear and say nothing more."""
        self._runner.close()


def _listen(config: Config, node: LcdpNode, now: Callable[[], float]) -> Runner:
    host = config.udp_host or config.host
    try:
        return Runner(node, now, _leave_alone, host, config.udp_port)
    except OSError as error:
        raise CannotListen(
            f"Cannot listen on UDP at udp_host {host!r}, udp_port {config.udp_port}"
            f" ({error.strerror}); set another udp_host or udp_port."
        ) from None


def _leave_alone(_: Event) -> None:
    """Nobody reads what is said to the server itself; a stranger's words reach no log."""
