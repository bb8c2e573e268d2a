"""Browsers' bridges as programs use them."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.support.server import Connecting, Server
from tests.support.talk import hear
from tests.support.witness import connect

SETTINGS: Final = {"mode": "hwxu", "lcdp_reach": "loopback", "udp_host": "127.0.0.1"}
"""Of a server that has LCDP, among others on this machine."""

PATIENCE: Final = 10.0
"""Seconds after which a test fails that waits for what does not come."""


def open_bridge(server: Server, path: str = "/wt", **options: Any) -> Connecting:
    """Open a bridge; ``async with`` or ``await`` it."""
    return connect(server.ws_url + path, compression=None, **options)


@dataclass(frozen=True)
class Heard:
    """One message that came from another node."""

    payload: Any
    src: str
    is_doubtful: bool


class Bridge:
    """One program's bridge, whose key has been said."""

    def __init__(self, connection: ClientConnection, key: str) -> None:
        self.connection = connection
        self.key = key

    async def say(self, *messages: object) -> None:
        await self.connection.send(json.dumps(messages))

    async def tell(self, key: str, *messages: object, **more: object) -> None:
        """Have messages forwarded to the owner of a key."""
        await self.say({"Forward": {"to_ed25519": key, "messages": messages, **more}})

    async def send(self, src: str, *messages: object) -> None:
        """Have messages forwarded to an address."""
        await self.say({"Forward": {"src": src, "messages": messages}})

    async def hears(self, word: str) -> Any:
        """Return the next message of a type; every frame has exactly one, but answers."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = await hear_frame(self.connection)
                found = [message[word] for message in frame if word in message]
                if found:
                    return found[0]

    async def hears_from(self, key: str | None, word: str) -> Heard:
        """Return the next message of a type that the owner of a key has said, or nobody."""
        async with asyncio.timeout(PATIENCE):
            while True:
                forwarded = await self.hears("Forwarded")
                said = json.loads(forwarded["messages"])
                found = [message[word] for message in said if word in message]
                if forwarded["from_ed25519"] == key and found:
                    return Heard(found[0], forwarded["src"], forwarded["might_be_ip_spoofing"])

    async def knows(self, src: str) -> None:
        """Wait until an address has proved itself."""
        async with asyncio.timeout(PATIENCE):
            while True:
                forwarded = await self.hears("Forwarded")
                if forwarded["src"] == src and not forwarded["might_be_ip_spoofing"]:
                    return

    async def hears_the_end(self) -> tuple[int, str]:
        """Return code and reason of the close, behind whatever comes before it."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await hear(self.connection)
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""


async def hear_frame(connection: ClientConnection) -> list[dict[str, Any]]:
    """Return the next frame, which is an array in text."""
    text = await hear(connection)
    assert isinstance(text, str)
    frame: list[dict[str, Any]] = json.loads(text)
    return frame


async def greeted(connection: ClientConnection) -> Bridge:
    """Return the bridge when its key is said, which is its first word."""
    [word] = await hear_frame(connection)
    return Bridge(connection, word["YourEd25519"]["ed25519"])


@asynccontextmanager
async def bridged(server: Server, path: str = "/wt", **options: Any) -> AsyncIterator[Bridge]:
    """Open a bridge, and wait for its key."""
    async with open_bridge(server, path, **options) as connection:
        yield await greeted(connection)
