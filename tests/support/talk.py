"""What clients say to the relay, and what they hear: in one line each."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.support.canaries import WATCH
from tests.support.server import ESC, Me, Reachable, barrier

_PATIENCE: Final = 5.0
"""Seconds after which a test fails that waits for words which do not come."""


async def hear(connection: ClientConnection) -> str | bytes:
    """Return the next message."""
    async with asyncio.timeout(_PATIENCE):
        return await connection.recv()


async def hear_words(connection: ClientConnection) -> Any:
    """Return the next words of the server, read as JSON."""
    message = await hear(connection)
    assert isinstance(message, str)
    assert message.startswith(ESC), message
    return json.loads(message.removeprefix(ESC))


async def hear_close(connection: ClientConnection) -> tuple[int, str]:
    """Return code and reason of the close that must come next."""
    try:
        message = await hear(connection)
    except ConnectionClosed:
        assert connection.close_code is not None
        WATCH.hear(connection.close_reason or "")
        return connection.close_code, connection.close_reason or ""
    raise AssertionError(f"A message came instead of a close: {message!r}")


async def ask(connection: ClientConnection, command: str) -> Any:
    """Give a command; return the answer, read as JSON."""
    WATCH.learn_from(command.partition(" ")[2])
    await connection.send(ESC + command)
    return await hear_words(connection)


async def link(connection: ClientConnection, target: Me) -> None:
    """Link in the classic dialect, and wait until it is done."""
    await connection.send(f"{ESC}chlink {target.public_id}")
    await barrier(connection)


@dataclass(frozen=True)
class Pair:
    """Two connected peers, linked to each other."""

    alice: Me
    bob: Me
    alices: ClientConnection
    bobs: ClientConnection

    async def talk(self) -> None:
        """Say something both ways; fail if it does not arrive as it is."""
        for sender, receiver in ((self.alices, self.bobs), (self.bobs, self.alices)):
            for message in ("Are you there?", b"\x00\xff"):
                await sender.send(message)
                assert await hear(receiver) == message


@asynccontextmanager
async def linked_pair(server: Reachable) -> AsyncIterator[Pair]:
    """Connect two new peers and link them to each other."""
    alice, bob = await server.ohai(), await server.ohai()
    async with server.connect(alice) as alices, server.connect(bob) as bobs:
        await link(alices, bob)
        await link(bobs, alice)
        yield Pair(alice, bob, alices, bobs)
