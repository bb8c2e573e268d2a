"""A friend who has no page, but a program of their own."""

import asyncio
import json
from typing import Any, Final

from websockets.asyncio.client import ClientConnection

from tests.browser.person import Person
from tests.support.server import ESC, Server

FS: Final = "\x1c"


class Stranger:
    """Speaks the conversation by hand over a link."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    async def say(self, **words: object) -> None:
        await self._connection.send(FS + json.dumps(words))

    async def send(self, message: str | bytes) -> None:
        await self._connection.send(message)

    async def send_chunk(self, offset: int, body: bytes) -> None:
        await self._connection.send(b"\x1c" + bytes(16) + offset.to_bytes(8, "big") + body)

    async def welcomes_visitor(self) -> None:
        """Let in who says Hello: not linked yet, so their name stands before it."""
        async with asyncio.timeout(20):
            hello = str(await self._connection.recv())
        _, visitor, words = hello.split(":", 2)
        assert words.startswith(f'{FS}{{"Hello"')
        await self._connection.send(f"{ESC}chlink {visitor}")
        await self.say(Welcome={})

    async def hears(self, word: str) -> dict[str, Any]:
        """Return the next words of the conversation of this kind."""
        async with asyncio.timeout(20):
            async for message in self._connection:
                if isinstance(message, str) and message.startswith(f'{FS}{{"{word}"'):
                    words: dict[str, Any] = json.loads(message[1:])
                    return words
        raise AssertionError


async def meet(server: Server, connection: ClientConnection, ann: Person) -> Stranger:
    await ann.open("blue-tiger-sky")
    await ann.reads_status("Waiting")
    public_id = (await server.whois("blue tiger sky")).json()["PublicId"]
    await connection.send(f"{ESC}chlink {public_id}")
    stranger = Stranger(connection)
    await stranger.say(Hello={})
    await ann.is_linked()
    return stranger
