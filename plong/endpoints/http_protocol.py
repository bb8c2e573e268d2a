"""uvicorn's HTTP protocol with deadlines, bounds, and WebSockets of our own."""

import asyncio
import http
import math
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

import httptools
from uvicorn.config import Config as UvicornConfig
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from plong.config import Config
from plong.endpoints.answers import refusal_answer
from plong.endpoints.clients import Clients
from plong.endpoints.cors import OPEN_TO_ALL
from plong.endpoints.cut import cut
from plong.endpoints.joined_transport import JoinedTransport
from plong.endpoints.peers import Client
from plong.endpoints.picows_websocket import PicowsProtocol
from plong.endpoints.sessions import NOWHERE, Sessions
from plong.endpoints.silence import HANG_UP
from plong.endpoints.turnstile import Turnstile
from plong.endpoints.upgrade import Request, Upgrade, read_upgrade, way_of_url
from plong.hub.tally import Way
from plong.protocol.errors import (
    TOO_SLOW,
    BadRequest,
    HeadTooBig,
    Refusal,
    TooBig,
    TooSlow,
)
from plong.protocol.handshake import Target

MAX_HEAD: Final = 32 * 1024
"""Bytes of a request's line and headers, give or take what one read brings."""
_MOST_PIPELINED: Final = 16
"""Requests that wait for the answers to earlier ones before no more are parsed."""
_SLICE: Final = 4096
"""Bytes parsed at a time, which may hold a few requests more than that."""
_MOST_UNPARSED: Final = 1 << 20
"""Bytes that a client may have sent ahead of its answers; one that sends more is cut off."""


@dataclass(frozen=True, slots=True)
class Front:
    """What all sockets of one port have in common."""

    sessions: Sessions
    clients: Clients
    settings: Config | None = None
    """None: those of the hub, as they are when somebody connects."""


class PlongHttpProtocol(HttpToolsProtocol):
    """One client's socket, from accept until it closes or becomes a WebSocket.

    Args:
        config: uvicorn's.
        server_state: likewise.
        app_state: likewise.
        sessions: what upgrades get.
        settings: other ones than the hub's.
    """

    def __init__(
        self,
        config: UvicornConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        front: Front,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._sessions = front.sessions
        self._clients = front.clients
        self._config = front.settings or front.sessions.hub.config
        self._tally = front.sessions.hub.tally
        self._unparsed = b""
        self._head_bytes = 0
        self._is_in_head = True
        self._head_by = math.inf
        self._watch: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    # Deadlines and bounds, which uvicorn does not have

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait for a request."""
        self._joined = JoinedTransport(transport, self.loop)
        self._extensions: Any = {HANG_UP: transport.abort}  # ASGI has no type for ours
        super().connection_made(cast("asyncio.Transport", self._joined))
        self._turnstile = Turnstile(self._sessions.hub, self._clients.seat_of(self.client))
        self._expect_head(self._config.request_timeout)
        self._check_deadline()
        refusal = self._turnstile.refusal(len(self.connections), self._config.max_connections)
        if refusal is not None:
            self._refuse(refusal)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear that the socket is closed."""
        self._leave()
        self._unparsed = b""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()  # which uvicorn does unless it was reset
        if self.pipeline:  # its requests refer to this object, which refers to them
            self.pipeline.clear()
            self.cycle = None  # type: ignore[assignment]  # as before the first request

    def shutdown(self) -> None:
        """Answer a request that is here, because uvicorn's server stops; wait for no other."""
        super().shutdown()
        if self.cycle is not None and self.cycle.more_body:
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Hear that the head is whole. That of an upgrade is for `_upgrade`."""
        self._is_in_head = False
        self._clients.settle(self.scope)
        if self.parser.should_upgrade():
            self.scope["method"] = self.parser.get_method().decode("ascii")
            self.scope["http_version"] = self.parser.get_http_version()
        else:
            self._stop_expecting()
            self.scope["extensions"] = self._extensions
            super().on_headers_complete()
            if self._sessions.hub.is_draining:
                self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Hear that the body is whole: what follows is a head, answered already or not."""
        self._is_in_head = True
        self._head_bytes = 0
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request; uvicorn has a timer for silence, not for drips."""
        super().on_response_complete()
        if self._unparsed and not self.transport.is_closing():
            self._parse_on()
        if self.cycle is None or self.cycle.response_complete:  # of the last request that came
            self._expect_head(self.timeout_keep_alive + self._config.request_timeout)

    def _expect_head(self, timeout: float) -> None:
        self._head_by = self.loop.time() + timeout

    def _stop_expecting(self) -> None:
        self._head_by = math.inf

    def _check_deadline(self) -> None:
        # One timer a connection looks again and again: one a request would cost more.
        left = self._head_by - self.loop.time()
        if left <= 0:
            self._tally.refuse("http", TooSlow.code)
            self.transport.abort()
        else:
            pause = min(left, self._config.request_timeout)
            self._watch = self.loop.call_later(pause, self._check_deadline)

    def pause_writing(self) -> None:
        """Hear that the client reads slower than it asks; begin to wait for it."""
        super().pause_writing()
        timeout = self._config.slow_timeout
        self._stall = self.loop.call_later(timeout, self._cut, TOO_SLOW.word)

    def resume_writing(self) -> None:
        """Hear that the client has read its answers."""
        super().resume_writing()
        assert self._stall is not None  # since it was paused
        self._stall.cancel()

    def _cut(self, reason: str) -> None:
        self._tally.refuse("http", reason)
        cut(self._joined.transport)

    def _leave(self) -> None:
        self._turnstile.leave()
        for timer in (self._watch, self._stall):
            if timer is not None:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Take what came; parse as much of it as may wait for an answer."""
        self._unset_keepalive_if_required()
        self._unparsed += data
        if len(self._unparsed) > _MOST_UNPARSED:
            self._cut(TooBig.code)
        else:
            self._parse_on()

    def _parse_on(self) -> None:
        # uvicorn makes a request of all it reads, answered or not: 14 000 of one read.
        while self._unparsed and len(self.pipeline) < _MOST_PIPELINED:
            self._parse(self._take_slice())
        if self._unparsed and not self.transport.is_closing():
            self.flow.pause_reading()

    def _take_slice(self) -> bytes:
        most = _SLICE
        if self._is_in_head:
            # One byte more than a head may have tells that it is too big, whole or not.
            most = max(1, min(_SLICE, MAX_HEAD + 1 - self._head_bytes))
        data, self._unparsed = self._unparsed[:most], self._unparsed[most:]
        if self._is_in_head:
            self._head_bytes += len(data)
        return data

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest, self._unparsed = data[upgrade.args[0] :] + self._unparsed, b""
            self._unparsed = self._upgrade(rest)
        except httptools.HttpParserError:
            self._refuse(BadRequest("This is not an HTTP/1.1 request."))
        else:
            if self._is_in_head and self._head_bytes > MAX_HEAD:
                self._refuse(HeadTooBig(f"The request's head must be at most {MAX_HEAD} bytes."))

    def _refuse(self, refusal: Refusal, way: Way = "http") -> None:
        """Answer in HTTP, below ASGI, and hang up."""
        self._tally.refuse(way, refusal.code)
        answer = refusal_answer(refusal, {"Connection": "close"})
        headers = list(answer.raw_headers)
        if "*" in self._config.allowed_origins:
            headers.append(OPEN_TO_ALL)
        phrase = http.HTTPStatus(refusal.status).phrase.encode("ascii")
        lines = [b"HTTP/1.1 %d %b" % (refusal.status, phrase), *(b"%b: %b" % h for h in headers)]
        self._unparsed = b""
        self.transport.write(b"\r\n".join([*lines, b"", bytes(answer.body)]))
        self.transport.close()

    # Upgrades

    def _upgrade(self, rest: bytes) -> bytes:
        """Change to WebSocket; return what has to be parsed as HTTP if it is to something else."""
        if not self._should_upgrade() and self.scope["method"] != "CONNECT":
            return self._head_without_upgrade() + rest
        try:
            upgrade = self._read_upgrade()
        except Refusal as refusal:
            self._refuse(refusal, way_of_url(self.url))
            return b""
        self._leave()
        self._hand_over(upgrade.target, upgrade.canonical + rest)
        return b""

    def _head_without_upgrade(self) -> bytes:
        """Return the head as if no upgrade had been asked for: RFC 9110 section 7.8 allows it.

        The parser takes what follows for the other protocol; a new one will see the body.
        """
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        method, version = self.scope["method"].encode(), self.scope["http_version"].encode()
        lines = [b"%b: %b" % header for header in self.headers if header[0] != b"upgrade"]
        return b"\r\n".join([b"%b %b HTTP/%b" % (method, self.url, version), *lines, b"", b""])

    def _read_upgrade(self) -> Upgrade:
        if self.cycle is not None and not self.cycle.response_complete:
            raise BadRequest("An upgrade must wait for the answer to what was asked before.")
        method, version = self.scope["method"], self.scope["http_version"]
        request = Request(method, self.url, version, self.headers, self._client[0])
        return read_upgrade(request, self._config)

    @property
    def _client(self) -> Client:
        return self.scope["client"] or NOWHERE

    @property
    def _reached(self) -> Client | None:
        host, port = self.scope["server"] or ("", None)
        return (host, port) if port is not None else None

    def _hand_over(self, target: Target, data: bytes) -> None:
        """Give the socket to picows, with what it must take for the first bytes read from it."""
        make_session = partial(self._sessions.make, target, self._client, reached=self._reached)
        self.connections.discard(self)
        protocol = PicowsProtocol(self._config, target.subprotocol, make_session, self.connections)
        self._joined.flush()  # the answer to what was asked before
        transport = self._joined.transport
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        protocol.data_received(data)
        del self.parser  # it refers back to this object, which has nothing left to do
