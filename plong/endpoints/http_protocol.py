"""uvicorn's HTTP protocol with deadlines, bounds, and the relay's own WebSocket."""

import asyncio
import base64
import binascii
import http
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

import httptools
from uvicorn.config import Config as UvicornConfig
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from plong.endpoints.picows_websocket import RelayProtocol
from plong.hub.hub import Hub
from plong.protocol.errors import (
    BadRequest,
    HeadTooBig,
    OriginNotAllowed,
    Refusal,
    ServerFull,
    UpgradeRequired,
    switched_off,
)
from plong.protocol.handshake import Handshake, is_relay_path, read_handshake, read_offers
from plong.protocol.origin import is_allowed

MAX_HEAD: Final = 32 * 1024
"""Bytes of a request's line and headers, give or take what one read brings."""
_KEY_BYTES: Final = 16
_CANONICAL_REQUEST: Final = (
    b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %b\r\n\r\n"
)


class PlongHttpProtocol(HttpToolsProtocol):
    """One client's socket, from accept until it closes or becomes a WebSocket."""

    def __init__(
        self,
        config: UvicornConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        hub: Hub,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._hub = hub
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None

    # Deadlines and bounds, which uvicorn does not have

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._expect_head(self._hub.config.request_timeout)
        if len(self.connections) > self._hub.config.max_connections:
            self._refuse(ServerFull())

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear that the socket is closed."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """Hear that the head is whole."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request; uvicorn has a timer for silence, not for drips."""
        super().on_response_complete()
        if not self.transport.is_closing() and not self.pipeline:
            self._expect_head(self.timeout_keep_alive + self._hub.config.request_timeout)

    def _expect_head(self, timeout: float) -> None:
        self._head_bytes = 0
        self._deadline = self.loop.call_later(timeout, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def data_received(self, data: bytes) -> None:
        """Parse what came; what follows an upgrade in the same bytes belongs to the WebSocket."""
        self._unset_keepalive_if_required()
        self._head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse(BadRequest("This is not an HTTP/1.1 request."))
        else:
            if self._deadline is not None and self._head_bytes > MAX_HEAD:
                self._refuse(HeadTooBig(f"The request's head must be at most {MAX_HEAD} bytes."))

    def _refuse(self, refusal: Refusal) -> None:
        """Answer in HTTP, below ASGI, and hang up."""
        body = json.dumps({"Error": str(refusal)}).encode("ascii")
        phrase = http.HTTPStatus(refusal.status).phrase
        head = (
            f"HTTP/1.1 {refusal.status} {phrase}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()

    # Upgrades

    def _upgrade(self, rest: bytes) -> None:
        if not self._should_upgrade():
            return  # to something else than WebSocket: answered as if it had not been asked for
        path = unquote(httptools.parse_url(self.url).path.decode("ascii"))
        if is_relay_path(path):
            self._upgrade_to_relay(path, rest)
        else:
            self.handle_websocket_upgrade()
            self.transport.get_protocol().data_received(rest)  # type: ignore[attr-defined]

    def _upgrade_to_relay(self, path: str, rest: bytes) -> None:
        headers = dict(self.headers)
        try:
            self._check_upgrade(headers)
        except Refusal as refusal:
            self._refuse(refusal)
            return
        offers = b",".join(v for n, v in self.headers if n == b"sec-websocket-protocol")
        handshake = read_handshake(path, read_offers(offers.decode("latin-1")))
        self._hand_over(handshake, headers[b"sec-websocket-key"], rest)

    def _check_upgrade(self, headers: Mapping[bytes, bytes]) -> None:
        """Raise a `Refusal` unless this is an upgrade as RFC 6455 section 4.2.1 wants it."""
        config = self._hub.config
        if not config.has("w"):
            raise switched_off("WebSocket", "w")
        if self.scope["method"] != "GET" or not _is_key(headers.get(b"sec-websocket-key", b"")):
            raise BadRequest("This is not a WebSocket handshake.")
        if headers.get(b"sec-websocket-version") != b"13":
            raise UpgradeRequired
        origin = headers[b"origin"].decode("latin-1") if b"origin" in headers else None
        if not is_allowed(origin, config.allowed_origins):
            raise OriginNotAllowed

    def _hand_over(self, handshake: Handshake, key: bytes, rest: bytes) -> None:
        """Give the socket to picows, and the request in the one form that it accepts."""
        address = self.client[0] if self.client else ""
        self.connections.discard(self)
        protocol = RelayProtocol(self._hub, handshake, address, self.connections)
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)
        protocol.data_received(_CANONICAL_REQUEST % key + rest)
        del self.parser  # it refers back to this object, which has nothing left to do


def _is_key(key: bytes) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except binascii.Error:
        return False
