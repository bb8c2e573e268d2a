"""A real server on a loopback port that the system chose, in the test's own event loop."""

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio import client
from websockets.asyncio.client import ClientConnection

from plong.config import Config, make_config
from plong.endpoints.peers import Peers
from plong.hub.health import Health
from plong.hub.hub import Hub
from plong.hub.post.office import PostOffice
from plong.hub.swarm.swarm import Swarm
from plong.server import serving
from tests.support.canaries import WATCH
from tests.support.witness import connect, witness

ESC = "\x1b"

Connecting = client.connect
"""What opens a connection: ``async with`` or ``await`` it."""


@dataclass(frozen=True)
class Me:
    """A peer that said ohai."""

    private_id: str
    public_id: str
    created: str


@dataclass(frozen=True)
class Reachable:
    """A server that listens, wherever it runs; requests and connections to it."""

    port: int
    http: httpx.AsyncClient

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def ohai(self) -> Me:
        answer = (await self.http.get("/ohai")).json()
        return Me(answer["PrivateId"], answer["PublicId"], answer["Created"])

    async def post(self, path: str, body: object) -> httpx.Response:
        return await self.http.post(path, json=body)

    async def iam(self, me: Me, passphrase: str, **more: object) -> httpx.Response:
        body = {"PrivateId": me.private_id, "Passphrase": passphrase, **more}
        return await self.post("/iam", body)

    async def whois(self, passphrase: str) -> httpx.Response:
        return await self.post("/whois", {"Passphrase": passphrase})

    def connect(self, me: Me, *subprotocols: Any, **options: Any) -> Connecting:
        """Connect in the classic dialect, by the path; ``async with`` or ``await`` it."""
        url = f"{self.ws_url}/ws/{me.private_id}"
        return connect(url, subprotocols=subprotocols or None, compression=None, **options)

    def connect_2(self, me: Me, **options: Any) -> Connecting:
        """Connect in ``plong.2``, by the subprotocol."""
        offers: Any = ["plong.2", f"private.{me.private_id}"]
        return connect(f"{self.ws_url}/ws", subprotocols=offers, compression=None, **options)


@dataclass(frozen=True)
class Server(Reachable):
    """A server in this process."""

    hub: Hub
    office: PostOffice | None
    swarm: Swarm | None
    libp2p: Peers | None
    health: Health


_TEST_VALUES = {
    "host": "127.0.0.1",
    "port": 0,
    "store": "memory:",
    "udp_port": 0,
    "libp2p_port": 0,
    "peers_per_minute": 1_000_000,  # all tests come from one address
    "peers_per_address": 1_000_000,
}


def make_test_config(**values: object) -> Config:
    """Return a configuration for loopback and memory, with these values."""
    return make_config({**_TEST_VALUES, **values})


def plain_client(url: str = "") -> httpx.AsyncClient:
    """Return a client for ``http:`` only; to load the certificates of others takes 20 ms."""
    hooks: Mapping[str, list[Callable[..., Any]]] = {
        "request": [WATCH.hear_request],
        "response": [WATCH.hear_answer, witness],
    }
    # The server closes idle ones after 5 s: who asks on one just then hears nothing.
    kept = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=4)
    return httpx.AsyncClient(base_url=url, verify=False, event_hooks=hooks, limits=kept)


@asynccontextmanager
async def running_server(**values: object) -> AsyncIterator[Server]:
    """Run a server with these configuration values until the block ends."""
    config = make_test_config(**{"max_connections": 1000, **values})
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        async with (
            serving(config, listener) as services,
            plain_client(f"http://127.0.0.1:{port}") as http,
        ):
            yield Server(port, http, *services)


async def barrier(connection: ClientConnection) -> None:
    """Return when the server has done all that this connection asked before; expects no words."""
    await connection.send(ESC + "ping")
    answer = await connection.recv()
    assert answer in (ESC + "pong", ESC + '{"Ok":"ping"}'), answer
