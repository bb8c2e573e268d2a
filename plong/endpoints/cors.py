"""Cross-origin requests: Starlette's middleware, out of the way of those who are no browsers."""

from typing import Final

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
            await self.app(scope, receive, _opened(send) if self.allow_all_origins else send)


def _opened(send: Send) -> Send:
    """Return ``send`` with the header that clients of 2012 were shown on every answer."""

    async def send_open(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"].append(OPEN_TO_ALL)
        await send(message)

    return send_open
