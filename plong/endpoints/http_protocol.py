"""One client's socket: HTTP, and the change to WebSockets of our own."""

from collections.abc import Callable
from functools import partial

import httptools

from plong.endpoints.bounded_http import BoundedHttp
from plong.endpoints.peers import Client
from plong.endpoints.picows_websocket import PicowsProtocol
from plong.endpoints.sessions import NOWHERE
from plong.endpoints.upgrade import Request, Upgrade, read_upgrade, way_of_url
from plong.protocol.errors import BadRequest, Refusal


class PlongHttpProtocol(BoundedHttp):
    """Gives sockets that are to be WebSockets to picows, with the session they ask for."""

    def _upgrade(self, rest: bytes) -> bytes:
        if not self._should_upgrade() and self.scope["method"] != "CONNECT":
            return self._head_without_upgrade() + rest
        try:
            upgrade = self._read_upgrade()
        except Refusal as refusal:
            self._refuse(refusal, way_of_url(self.url))
            return b""
        self._joined.flush()  # the answer to what was asked before
        self._begin_to_change(upgrade)
        return rest

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
        return read_upgrade(request, self._present)

    @property
    def _client(self) -> Client:
        return self.scope["client"] or NOWHERE

    @property
    def _reached(self) -> Client | None:
        host, port = self.scope["server"] or ("", None)
        return (host, port) if port is not None else None

    # To begin a WebSocket takes long for one turn of the loop, so others have theirs in between

    def _begin_to_change(self, upgrade: Upgrade) -> None:
        self._is_changing = True
        self._head.lift()
        self._joined.transport.pause_reading()
        self._after_others(self._prepare, upgrade)

    def _after_others(self, step: Callable[..., None], *arguments: object) -> None:
        self._sessions.hub.yielding.wait(partial(step, *arguments))

    def _prepare(self, upgrade: Upgrade) -> None:
        target, transport = upgrade.target, self._joined.transport
        if transport.is_closing():
            return
        make_session = partial(self._sessions.make, target, self._client, reached=self._reached)
        protocol = PicowsProtocol(self._config, target.subprotocol, make_session, self.connections)
        protocol.connection_made(transport)
        self._after_others(self._hand_over, protocol, upgrade.canonical)

    def _hand_over(self, protocol: PicowsProtocol, upgrade: bytes) -> None:
        """Give the socket to picows, with what it must take for the first bytes read from it."""
        transport = self._joined.transport
        if transport.is_closing():
            protocol.connection_lost(None)
            return
        self._leave()
        self.connections.discard(self)
        self.connections.add(protocol)
        transport.set_protocol(protocol)
        transport.resume_reading()
        protocol.data_received(upgrade + self._unparsed.data)
        if self.flow.write_paused:  # which is told to one protocol only
            protocol.pause_writing()
        del self.parser  # it refers back to this object, which has nothing left to do
