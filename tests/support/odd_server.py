"""A server that says, turn by turn, what a test has written down."""

import json
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

_OURSELVES: Final = "M" * 43
_SUBPROTOCOLS: Final = (Subprotocol("plong.2"),)
BREAK: Final = ""
"""In place of words: break the connection."""


def words(**fields: object) -> str:
    """Return the server's words."""
    return "\x1b" + json.dumps(fields)


def refusal(code: str, verb: str, **more: object) -> str:
    """Return a command's refusal."""
    return words(Error="No.", Code=code, Verb=verb, **more)


WELCOME: Final = words(Event="welcome", PublicId=_OURSELVES, Limits={})


@asynccontextmanager
async def odd_server(*turns: Sequence[str]) -> AsyncIterator[str]:
    """Run a server, yield its URL: each connection and each message to it takes the next turn."""
    left = deque(turns)

    async def take_turn(connection: ServerConnection) -> None:
        for text in left.popleft() if left else ():
            await (connection.send(text) if text != BREAK else connection.close(1011))

    async def talk(connection: ServerConnection) -> None:
        try:
            await take_turn(connection)
            async for _ in connection:
                await take_turn(connection)
        except ConnectionClosed:
            pass

    async with serve(talk, "127.0.0.1", 0, subprotocols=_SUBPROTOCOLS, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}"
