"""The portable skin: WebSockets as Starlette routes, under any ASGI server."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from plong.endpoints.answers import refusal_answer
from plong.endpoints.base_session import BaseSession
from plong.endpoints.guests import check_guest
from plong.endpoints.http import Endpoint
from plong.endpoints.sessions import Sessions
from plong.hub.flow import Item
from plong.hub.hub import Hub
from plong.protocol.errors import MESSAGE_TOO_BIG, OriginNotAllowed, Refusal
from plong.protocol.handshake import PATH, ForBridge, Handshake, read_handshake
from plong.protocol.messages import BINARY, TEXT
from plong.protocol.origin import is_allowed

Server = Callable[[WebSocket], Awaitable[None]]
"""Serves one WebSocket, or refuses it."""

_UNSEEN: Final = f"{PATH}/-"


class ASGIWire:
    """A `plong.hub.flow.Wire` over ASGI events. Pings and the close handshake are the server's."""

    def __init__(self, websocket: WebSocket, close_timeout: float) -> None:
        self._websocket = websocket
        self._close_timeout = close_timeout
        self._items: Sequence[Item] = ()
        self._close: tuple[int, str] | None = None
        self._wanted = asyncio.Event()
        self._readable = asyncio.Event()
        self._readable.set()
        self._reader: asyncio.Task[None]
        self.session: BaseSession

    # What the hub calls (`plong.hub.flow.Wire`)

    def write(self, items: Sequence[Item]) -> None:
        """Leave the messages to the writer, which resumes the buffer when they are sent."""
        self._items = items
        self.session.connection.buffer.pause()
        self._wanted.set()

    def pause_reading(self) -> None:
        """Take nothing more from the ASGI server, which then stops reading itself."""
        self._readable.clear()

    def resume_reading(self) -> None:
        """Take messages again."""
        self._readable.set()

    def ping(self) -> bool:
        """Say that ASGI has no pings."""
        return False

    def close(self, code: int, reason: str) -> None:
        """Close when all is sent."""
        if self._close is None:
            self._close = (code, reason)
            self._wanted.set()
            self._readable.set()
            asyncio.get_running_loop().call_later(self._close_timeout, self.abort)

    def abort(self) -> None:
        """End the application's part; its server then cuts the connection."""
        self._reader.cancel()

    # What `_serve` runs

    async def serve(self, max_message: int) -> None:
        """Read and write until the client is gone, or the connection was closed."""
        self._reader = asyncio.create_task(self._read(max_message))
        writer = asyncio.create_task(self._write())
        try:
            await asyncio.wait((self._reader,))
        finally:
            self.session.left()
            tasks = (self._reader, writer)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect):
                    task.result()

    async def _read(self, max_message: int) -> None:
        while True:
            await self._readable.wait()
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            kind, payload = _read_message(message)
            if len(payload) > max_message:
                self.session.dismiss(MESSAGE_TOO_BIG)
            self.session.receive(kind, payload)

    async def _write(self) -> None:
        while self._close is None or self._items:
            await self._wanted.wait()
            self._wanted.clear()
            items, self._items = self._items, ()
            for kind, payload, _ in items:
                await self._send(kind, payload)
            self.session.connection.buffer.resume()
        await self._websocket.close(*self._close)

    async def _send(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            await self._websocket.send_text(payload.decode())
        else:  # binary: ASGI has no pongs
            await self._websocket.send_bytes(payload)


def _read_message(message: Any) -> tuple[int, bytes]:  # an ASGI event
    text = message.get("text")
    return (BINARY, message["bytes"]) if text is None else (TEXT, text.encode())


async def relay(websocket: WebSocket) -> None:
    """Serve one client of the relay."""
    hub: Hub = websocket.app.state.hub
    private_id = websocket.path_params.get("private_id", "")
    _hide_secret(websocket.scope)
    if not is_allowed(websocket.headers.get("origin"), hub.config.allowed_origins):
        await _deny(websocket, OriginNotAllowed())
        return
    handshake = read_handshake(f"{PATH}/{private_id}", websocket.scope["subprotocols"])
    await _serve(websocket, handshake)


async def bridge(websocket: WebSocket) -> None:
    """Serve one client of the bridge to LCDP."""
    hub: Hub = websocket.app.state.hub
    try:
        check_guest(hub.config, _address_of(websocket), websocket.headers.items())
    except Refusal as refusal:
        await _deny(websocket, refusal)
    else:
        await _serve(websocket, ForBridge())


async def _serve(websocket: WebSocket, target: Handshake | ForBridge) -> None:
    await websocket.accept(target.subprotocol)
    state = websocket.app.state
    config = state.hub.config
    wire = ASGIWire(websocket, config.close_timeout)
    wire.session = Sessions(state.hub, state.swarm).make(target, _address_of(websocket), wire)
    await wire.serve(config.max_message)


def _address_of(websocket: WebSocket) -> str:
    return websocket.client.host if websocket.client else ""


def refuse_all(refusal: Refusal) -> Server:
    """Return an endpoint that takes no WebSocket: for paths that have none."""

    async def endpoint(websocket: WebSocket) -> None:
        _hide_secret(websocket.scope)
        await _deny(websocket, refusal)

    return endpoint


def refuse_plain(refusal: Refusal) -> Endpoint:
    """Return an endpoint that refuses a request which is no upgrade."""

    async def endpoint(request: Request) -> Response:
        _hide_secret(request.scope)
        raise refusal

    return endpoint


def _hide_secret(scope: Scope) -> None:
    """Take the path away before the ASGI server logs it: a PrivateId may be in it."""
    scope["path"], scope["raw_path"] = _UNSEEN, _UNSEEN.encode()


async def _deny(websocket: WebSocket, refusal: Refusal) -> None:
    if "websocket.http.response" in websocket.scope.get("extensions", {}):
        await websocket.send_denial_response(refusal_answer(refusal))
    else:
        await websocket.close()  # which its server says as 403, without the reason
