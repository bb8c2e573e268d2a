"""Clients that hold servers to their published contracts, whatever a test asks for."""

from typing import Any

import httpx
from websockets.asyncio import client
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.support.contract import (
    channel_of,
    check_close,
    socket_contract,
)
from tests.support.http_contract import http_contract


class WitnessedConnection(ClientConnection):
    """A WebSocket whose every message and close must stand in the AsyncAPI document."""

    async def recv(self, decode: bool | None = None) -> Any:  # as websockets has it
        """Return the next message; fail if the server is not to say it."""
        try:
            message = await super().recv(decode)
        except ConnectionClosed as close:
            if close.rcvd is not None and close.rcvd_then_sent:
                check_close(close.rcvd.code)
            raise
        if decode is None:
            self._contract().hear(message)
        return message

    def _contract(self) -> Any:
        assert self.request is not None
        return socket_contract(channel_of(self.request.path, self.subprotocol))


async def witness(answer: httpx.Response) -> None:
    """Fail if the server is not to answer so: a hook of httpx."""
    await answer.aread()
    kind, method = answer.headers.get("content-type", ""), answer.request.method
    path = answer.request.url.path
    http_contract().hear(method, path, answer.status_code, kind, answer.content)


def connect(url: str, **options: Any) -> client.connect:
    """Connect as websockets does; ``async with`` or ``await`` it."""
    return client.connect(url, create_connection=WitnessedConnection, **options)
