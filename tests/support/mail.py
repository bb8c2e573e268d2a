"""Owners of PING addresses, as a test sees them: over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection

from tests.support.server import ESC, Me, Server
from tests.support.skins import Skin

ORIGIN = "https://sender.example.org/at/somebody"
PUBLIC = {"mode": "hwxp", "ping_allow": ["127.0.0.0/8"], "pings_per_minute": 10**6}
"""A server that may knock at others on loopback."""


@dataclass(frozen=True)
class Owner:
    """Who asks at an address as its owner does."""

    server: Server
    path: str
    """``/at/<PublicId>``, or nothing for the server's own."""
    secret: str | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server.port}{self.path}"

    async def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        bearer = f"Bearer {self.secret}".encode("latin-1")
        headers = {} if self.secret is None else {b"Authorization": bearer}
        json: Any = {} if body is None else {"json": body}
        url = f"{self.path}/{path}"
        return await self.server.http.request(method, url, headers=headers, **json)

    async def send(self, target: str, content: str = "Hi", **more: object) -> str:
        body = {"target": target, "content": content, **more}
        answer = await self.ask("POST", "send", body)
        assert answer.status_code == 201, answer.text
        ping_id: str = answer.json()["ping_id"]
        return ping_id

    async def inbox(self) -> list[dict[str, Any]]:
        answer = await self.ask("GET", "inbox")
        assert answer.status_code == 200, answer.text
        waiting: list[dict[str, Any]] = answer.json()
        return waiting


class Ear:
    """A peer's connection: hears its welcome, and then who knocks."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def hear(self) -> dict[str, Any]:
        """Return what the server says next."""
        async with asyncio.timeout(10):
            words = await self._connection.recv()
        assert isinstance(words, str)
        said: dict[str, Any] = json.loads(words.removeprefix(ESC))
        return said


@asynccontextmanager
async def listening(owner: Owner) -> AsyncIterator[Ear]:
    """Connect a peer in ``plong.2``."""
    assert owner.secret is not None
    me = Me(owner.secret, owner.path.removeprefix("/at/"), "")
    async with owner.server.connect_2(me) as connection:
        ear = Ear(connection)
        assert (await ear.hear())["Event"] == "welcome"
        yield ear


async def move_in(server: Server) -> Owner:
    """Return the owner of a new peer's address."""
    me = await server.ohai()
    return Owner(server, f"/at/{me.public_id}", me.private_id)


def knock_of(ping_id: str = "one", **more: object) -> dict[str, object]:
    """Return the body of a knock from somewhere else."""
    return {"ping_id": ping_id, "origin": ORIGIN, **more}


@asynccontextmanager
async def post_server(skin: Skin, **values: object) -> AsyncIterator[Server]:
    """Run a server with PING."""
    async with skin(**{**PUBLIC, **values}) as server:
        yield server
