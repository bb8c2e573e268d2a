"""Calling over a WebSocket, whose binary messages are the bytes. libp2p specs, websockets."""

import asyncio
import ssl
from typing import Final

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import Event, State
from websockets.uri import parse_uri

from plong.libp2p.connection import Connection
from plong.libp2p.errors import Refused
from plong.libp2p.tcp import FAMILIES, Attach, SocketWire
from plong.protocol.libp2p.dialling import Target, Transport
from plong.protocol.libp2p.errors import ProtocolViolation

MAX_MESSAGE: Final = 1024 * 1024
"""Bytes that may come in one message."""
LONGEST_WRITTEN: Final = 32 * 1024
"""Bytes that are sent in one."""

_NORMAL: Final = 1000


async def dial_websocket(target: Target, attach: Attach) -> Connection:
    """Connect to a WebSocket at the path `/`, with the system's certificates where it is secure.

    Raises:
        OSError: nobody is there, there is no such host, or it has no WebSocket or certificate.
    """
    is_secure = target.transport is Transport.SECURE_WEBSOCKET
    loop = asyncio.get_running_loop()
    opened: asyncio.Future[Connection] = loop.create_future()
    transport, _ = await loop.create_connection(
        lambda: WebSocketWire(attach, _uri(target), opened),
        target.host,
        target.port,
        family=FAMILIES.get(target.family, 0),
        ssl=ssl.create_default_context() if is_secure else None,
        server_hostname=target.server_name if is_secure else None,
    )
    try:
        return await opened
    except BaseException:
        transport.abort()
        raise


class WebSocketWire(SocketWire):
    """One WebSocket that is dialled.

    Args:
        attach: is called when it is open.
        uri: of what is asked for.
        opened: is told the connection, or why there is none.
    """

    def __init__(self, attach: Attach, uri: str, opened: asyncio.Future[Connection]) -> None:
        super().__init__(attach)
        self._protocol = ClientProtocol(parse_uri(uri), max_size=MAX_MESSAGE)
        self._opened = opened

    def connected(self) -> None:
        """Ask for the WebSocket."""
        self._protocol.send_request(self._protocol.connect())
        self._pump()

    def data_received(self, data: bytes) -> None:
        """Take frames, and what comes before them."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            self._take(event)
        self._pump()
        if self._protocol.close_expected():
            self.transport.close()

    def eof_received(self) -> None:
        """Take the end."""
        self._protocol.receive_eof()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Pass on the end."""
        super().connection_lost(_exc)
        self._fail("It was lost.")

    def write(self, data: bytes) -> None:
        """Send bytes in messages."""
        if self._protocol.state is not State.OPEN:
            return
        for at in range(0, len(data), LONGEST_WRITTEN):
            self._protocol.send_binary(data[at : at + LONGEST_WRITTEN])
        self._pump()

    def close(self) -> None:
        """Close it once all is sent."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(_NORMAL)
            self._pump()
        self.transport.close()

    def _take(self, event: Event) -> None:
        if isinstance(event, Response):
            self._begin()
        elif isinstance(event, Frame) and self.connection is not None:
            if event.opcode is Opcode.TEXT:
                self.connection.close(ProtocolViolation("A message is text."))
            elif event.opcode in {Opcode.BINARY, Opcode.CONT}:
                self.connection.received(bytes(event.data))

    def _begin(self) -> None:
        if self._protocol.handshake_exc is not None:
            self._fail(str(self._protocol.handshake_exc))
            return
        try:
            self.attach()
        except Refused as refused:
            self._fail(str(refused))
        if self.connection is not None and not self._opened.done():
            self._opened.set_result(self.connection)

    def _fail(self, why: str) -> None:
        if not self._opened.done():
            self._opened.set_exception(ConnectionError(f"There is no WebSocket: {why}"))
        self.transport.abort()

    def _pump(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self.transport.write(data)


def _uri(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return f"{target.transport.value}://{host}:{target.port}/"
