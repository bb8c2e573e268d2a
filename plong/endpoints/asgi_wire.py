"""One client's WebSocket under ASGI, as the hub uses it."""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from plong.endpoints.base_session import BaseSession
from plong.hub.wire import Item
from plong.protocol.closes import MESSAGE_TOO_BIG
from plong.protocol.messages import BINARY, TEXT


class ASGIWire:
    """A `plong.hub.wire.Wire` over ASGI events. Pings and the close handshake are the server's."""

    def __init__(self, websocket: WebSocket, close_timeout: float) -> None:
        self._websocket = websocket
        self._close_timeout = close_timeout
        self._items: Sequence[Item] = ()
        self._close: tuple[int, str] | None = None
        self._wanted = asyncio.Event()
        self._readable = asyncio.Event()
        self._readable.set()
        self._reader: asyncio.Task[None]
        self._deadline: asyncio.TimerHandle | None = None
        self.session: BaseSession

    # What the hub calls (`plong.hub.wire.Wire`)

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

    def read_little(self, *, is_little: bool) -> None:
        """Do nothing: how much is read is up to the ASGI server."""

    def ping(self) -> bool:
        """Say that ASGI has no pings."""
        return False

    def close(self, code: int, reason: str) -> None:
        """Close when all is sent."""
        if self._close is None:
            self._close = (code, reason)
            self._wanted.set()
            self._readable.set()
            self.let_go_after(self._close_timeout)

    def let_go_after(self, seconds: float) -> None:
        """End the application's part unless it has ended by then."""
        if self._deadline is None:
            self._deadline = asyncio.get_running_loop().call_later(seconds, self.abort)

    def trim(self) -> None:
        """Do nothing: what is read belongs to the ASGI server."""

    def abort(self) -> None:
        """End the application's part; its server then cuts the connection."""
        self._reader.cancel()

    # What the endpoint runs

    async def serve(self, max_message: int) -> None:
        """Read and write until the client is gone, or the connection was closed."""
        self._reader = asyncio.create_task(self._read(max_message))
        writer = asyncio.create_task(self._write())
        try:
            await asyncio.wait((self._reader,))
        finally:
            self.session.gone()
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
