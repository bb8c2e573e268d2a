"""Cross-origin requests: Starlette's middleware, out of the way of those who are no browsers."""

from collections.abc import Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Message, Receive, Scope, Send

OPEN_TO_ALL: Final = (b"access-control-allow-origin", b"*")


class CORS(CORSMiddleware):
    """Answers preflights and names the allowed origin; programs, which send none, pass by."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or any(name == b"origin" for name, _ in scope["headers"]):
            await super().__call__(scope, receive, send)
        else:
            mark = _open if self.allow_all_origins else _vary
            await self.app(scope, receive, _marked(send, mark))


def _marked(send: Send, mark: Callable[[Message], None]) -> Send:
    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            mark(message)
        await send(message)

    return send_marked


def _open(start: Message) -> None:
    """Add the header that clients of 2012 were shown on every answer."""
    start["headers"].append(OPEN_TO_ALL)


def _vary(start: Message) -> None:
    """Say to caches that a page gets another answer (Fetch, "CORS protocol and HTTP caches")."""
    MutableHeaders(scope=start).add_vary_header("Origin")
