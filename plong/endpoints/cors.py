"""Cross-origin requests: Starlette's middleware, out of the way of those who are no browsers."""

from collections.abc import Callable, Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_A_DAY: Final = 86_400
"""Seconds for which browsers may remember what they were answered before they asked."""
OPEN_TO_ALL: Final = (b"access-control-allow-origin", b"*")


class CORS(CORSMiddleware):
    """Answers preflights and names the allowed origin; programs, which send none, pass by.

    Args:
        app: what answers all else.
        origins: returns those that may ask now.
    """

    def __init__(self, app: ASGIApp, origins: Callable[[], Sequence[str]]) -> None:
        self._origins = origins
        self._fit(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if self.allow_origins != self._origins():
            self._fit(self.app)
        if scope["type"] != "http" or any(name == b"origin" for name, _ in scope["headers"]):
            await super().__call__(scope, receive, send)
        else:
            mark = _open if self.allow_all_origins else _vary
            await self.app(scope, receive, _marked(send, mark))

    def _fit(self, app: ASGIApp) -> None:
        super().__init__(app, self._origins(), ["GET", "POST", "DELETE"], ["*"], max_age=_A_DAY)


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
