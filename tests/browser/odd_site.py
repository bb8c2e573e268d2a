"""A site with the page on it, whose server says what a test has written down: no Plong server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

import plong

_PAGE: Final = Path(plong.__file__).parent / "web"
_SECRET: Final = "A" * 86
GREETING: Final = f'{{"PrivateId":"{_SECRET}","PublicId":"{"B" * 43}"}}'
WELCOME: Final = (
    f'\x1b{{"Event":"welcome","PublicId":"{"B" * 43}","Limits":{{"MaxMessage":1000000,'
    '"MessagesPerSecond":1000,"BytesPerSecond":1000000,"IdentityTimeout":60}}'
)


class OddSite:
    """Serves the page's files; what its server says is odd."""

    def __init__(self) -> None:
        self.url = ""
        self.asked = 0
        """Requests, connections and messages that came, those for the page's files and the status
        apart."""
        self.status = "{}"
        """What ``/wuu2`` answers."""
        self.greeting = GREETING
        """What ``/ohai`` answers."""
        self.first: Sequence[str | bytes] = [WELCOME]
        """What each connection hears first."""
        self.answer = ""
        """What each message is answered with; nothing if it is empty."""

    async def read(self, _: ServerConnection, request: Request) -> Response | None:
        """Answer a request over HTTP."""
        name = request.path.removeprefix("/") or "index.html"
        if name == "ws":
            return None
        if name == "wuu2":
            return _respond(self.status.encode(), "application/json")
        if (_PAGE / name).exists():
            body = await asyncio.to_thread((_PAGE / name).read_bytes)
            return _respond(body, guess_type(name)[0] or "text/plain")
        self.asked += 1
        return _respond(self.greeting.encode(), "application/json")

    async def talk(self, connection: ServerConnection) -> None:
        """Say what is written down, and answer everything alike."""
        self.asked += 1
        try:
            for message in self.first:
                await connection.send(message)
            async for _ in connection:
                self.asked += 1
                if self.answer:
                    await connection.send(self.answer)
        except ConnectionClosed:
            pass


def _respond(body: bytes, kind: str) -> Response:
    headers = Headers({"Content-Type": kind, "Content-Length": str(len(body))})
    return Response(200, "OK", headers, body)


@asynccontextmanager
async def odd_site() -> AsyncIterator[OddSite]:
    """Run the site."""
    site = OddSite()
    server = serve(
        site.talk,
        "127.0.0.1",
        0,
        process_request=site.read,
        select_subprotocol=lambda _, offers: offers[0] if offers else None,
        compression=None,
    )
    async with server as running:
        site.url = f"http://127.0.0.1:{next(iter(running.sockets)).getsockname()[1]}/"
        yield site
