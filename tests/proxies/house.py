"""Plong behind a proxy, and visitors who come from different addresses."""

import json
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from websockets.asyncio.client import connect

from plong.server import serving
from plong.services import Services
from tests.proxies.certificate import make_certificate
from tests.proxies.front import Front, running_front
from tests.proxies.kind import Kind, Ports
from tests.support.pages import fence
from tests.support.server import Connecting, Me, Server, make_test_config

ALICE, BOB = "127.0.0.2", "127.0.0.3"
"""Whence visitors come."""
_SETTINGS: Final = {
    "mode": "hwxpul",
    "max_connections": 1000,
    "udp_host": "127.0.0.1",
    "lcdp_reach": "loopback",
}


@dataclass(frozen=True)
class Visitor(Server):
    """The server as somebody sees it who comes through the proxy."""

    source: str = ""
    trust: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"wss://127.0.0.1:{self.port}"

    def open(self, path: str, **options: Any) -> Connecting:
        """Open a WebSocket at a path; ``async with`` or ``await`` it."""
        mine = {"ssl": self.trust, "local_addr": (self.source, 0), "compression": None}
        return connect(self.ws_url + path, **{**mine, **options})

    def connect(self, me: Me, *subprotocols: Any, **options: Any) -> Connecting:
        return self.open(f"/ws/{me.private_id}", subprotocols=subprotocols or None, **options)

    def connect_2(self, me: Me, **options: Any) -> Connecting:
        offers: Any = ["plong.2", f"private.{me.private_id}"]
        return self.open("/ws", subprotocols=offers, **options)


@dataclass(frozen=True)
class House:
    """A proxy; behind it there is nothing, until Plong is started."""

    front: Front

    @asynccontextmanager
    async def plong(self, **values: object) -> AsyncIterator[Services]:
        """Run Plong as the proxy's page says, with these values, until the block ends."""
        page = json.loads(fence(self.front.kind.name, "json"))
        own = {**_SETTINGS, **page, "public_url": self.front.url}
        config = make_test_config(**{**own, **values})
        with socket.create_server((config.host, self.front.ports.plong)) as listener:
            async with serving(config, listener) as services:
                yield services

    @asynccontextmanager
    async def visitor(self, services: Services, source: str = ALICE) -> AsyncIterator[Visitor]:
        """Come from an address of loopback."""
        trust = self.front.trust()
        transport = httpx.AsyncHTTPTransport(verify=trust, local_address=source)
        url, port = self.front.url, self.front.ports.tls
        async with httpx.AsyncClient(base_url=url, transport=transport, timeout=20) as http:
            hub, office, swarm, libp2p, health = services
            yield Visitor(
                *(port, http, hub, office, swarm, libp2p, health),
                source=source,
                trust=trust,
            )


@asynccontextmanager
async def running_house(kind: Kind, folder: Path) -> AsyncIterator[House]:
    """Run a proxy until the block ends."""
    with _free_ports() as ports:
        certificate = make_certificate(folder)
    async with running_front(kind, folder, ports, certificate) as front:
        yield House(front)


@contextmanager
def _free_ports() -> Iterator[Ports]:
    """Find ports that nobody has; they are free again when the block ends."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        yield Ports(*(one.getsockname()[1] for one in sockets))
