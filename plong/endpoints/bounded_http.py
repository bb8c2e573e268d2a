"""uvicorn's HTTP protocol with what it lacks: deadlines, and bounds for all that a client sends."""

import asyncio
from abc import ABC, abstractmethod
from typing import Any, Final, cast

import httptools
from uvicorn.config import Config as UvicornConfig
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from plong.config import Config
from plong.endpoints.answers import raw_refusal
from plong.endpoints.cors import OPEN_TO_ALL
from plong.endpoints.cut import cut
from plong.endpoints.deadline import Deadline
from plong.endpoints.front import Front
from plong.endpoints.http_load import HttpLoad
from plong.endpoints.joined_transport import JoinedTransport
from plong.endpoints.silence import HANG_UP, LAST
from plong.endpoints.turnstile import Turnstile
from plong.endpoints.unparsed import MAX_HEAD, Unparsed
from plong.hub.tally import Way
from plong.protocol.closes import TOO_SLOW
from plong.protocol.errors import BadRequest, HeadTooBig, Overloaded, Refusal, TooBig, TooSlow

_MOST_HEADERS: Final = 256
"""Headers of a request: small ones take many times their bytes."""
_MOST_PIPELINED: Final = 16
"""Requests that wait for the answers to earlier ones before no more are parsed."""
_MOST_UNPARSED: Final = 1 << 20
"""Bytes that a client may have sent ahead of its answers; one that sends more is cut off."""


class BoundedHttp(HttpToolsProtocol, ABC):
    """One client's socket, from accept until it closes or is another protocol's.

    Args:
        config: uvicorn's.
        server_state: likewise.
        app_state: likewise.
        front: what it shares with the other sockets of its port.
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
        self._seats = front.seats
        self._settings = front.settings
        self._config = self._present
        self._tally = front.sessions.hub.tally
        self._memory = front.sessions.hub.memory
        self.headers = []
        self._unparsed = Unparsed()
        self._is_changing = False
        """Whether it is about to be another protocol's, so that what comes is no HTTP."""
        self._ignored: int | None = None
        self._head = Deadline(self.loop, self._config.request_timeout, self._miss)
        self._stall: asyncio.TimerHandle | None = None

    @property
    def _present(self) -> Config:
        return self._settings or self._sessions.hub.config

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait for a request."""
        self._joined = JoinedTransport(transport, self.loop)
        # ASGI has no type for ours.
        self._extensions: Any = {HANG_UP: transport.abort, LAST: self._hear_no_more}
        super().connection_made(cast("asyncio.Transport", self._joined))
        self._joined.set_write_buffer_limits(high=0)  # so that all that is not taken is counted
        seat = self._clients.seat_of(self.client)
        self._turnstile = Turnstile(self._tally, self._seats, seat)
        self._load = HttpLoad(self._memory.share(seat or "", self))
        self._head.begin()
        refusal = self._turnstile.refusal(len(self.connections), self._config.max_connections)
        if refusal is not None:
            self._refuse(refusal)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear that the socket is closed."""
        self._leave()
        self._drop_what_waits()
        super().connection_lost(exc)
        self._unset_keepalive_if_required()  # which uvicorn does unless it was reset

    def _drop_what_waits(self) -> None:
        """Forget what was asked behind the request under way."""
        self._unparsed.data = b""
        if self.pipeline:  # its requests refer to this object, which refers to them
            self.pipeline.clear()
            self.cycle = self._under_way  # uvicorn tells the last one that the client has gone

    def _hear_no_more(self) -> None:
        """Throw away what is asked behind the request under way, and see who leaves meanwhile."""
        self._drop_what_waits()
        self._ignored = 0
        self.flow.resume_reading()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._under_way = cycle
        super()._start_asgi_task(cycle, app)

    def shutdown(self) -> None:
        """Answer a request that is here, because uvicorn's server stops; wait for no other."""
        super().shutdown()
        if self.cycle is not None and self.cycle.more_body:
            self.transport.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Hear one header, or what comes as one behind a body."""
        if len(self.headers) == _MOST_HEADERS:
            raise HeadTooBig(f"A request must have at most {_MOST_HEADERS} headers.")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hear that the head is whole. That of an upgrade is for `_upgrade`."""
        self._unparsed.is_in_head = False
        self._clients.settle(self.scope)
        if self.parser.should_upgrade():
            self.scope["method"] = self.parser.get_method().decode("ascii")
            self.scope["http_version"] = self.parser.get_http_version()
        else:
            self._head.lift()
            self._load.headed(len(self.headers))
            self.scope["extensions"] = self._extensions
            super().on_headers_complete()
            if self._sessions.hub.is_draining:
                self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """Hear that the body is whole: what follows is a head, answered already or not."""
        self._unparsed.is_in_head = True
        self._unparsed.head_bytes = 0
        if not self.parser.should_upgrade():
            self._load.whole()
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request; uvicorn has a timer for silence, not for drips."""
        super().on_response_complete()
        self._load.answered()
        if self._unparsed.data and not self.transport.is_closing():
            self._parse_on()
        if self._is_idle:
            self._head.set(self.timeout_keep_alive + self._config.request_timeout)
        self._weigh()

    @property
    def _is_idle(self) -> bool:
        """Whether the last request that came has its answer."""
        return self.cycle is None or self.cycle.response_complete

    def _weigh(self) -> None:
        unparsed = self._unparsed
        if self._is_idle:
            self._load.idle(unparsed.head_bytes if unparsed.is_in_head else 0)
        ahead = len(unparsed.data) + self._joined.get_write_buffer_size()
        self._load.weigh(ahead, headers=len(self.headers) if unparsed.is_in_head else 0)

    def trim(self) -> None:
        """Give back nothing: what is held is in use."""

    def shed(self) -> None:
        """End it, since the server holds too much; say why, if no answer is on its way."""
        is_answering = not self._is_idle and (self.cycle.response_started or self.pipeline)
        if is_answering or self._joined.get_write_buffer_size():
            self._cut(Overloaded.code)
        else:
            self._refuse(Overloaded(retry_after=1))

    def _miss(self) -> None:
        self._tally.refuse("http", TooSlow.code)
        self.transport.abort()

    def pause_writing(self) -> None:
        """Hear that the client reads slower than it asks; begin to wait for it."""
        super().pause_writing()
        timeout = self._config.slow_timeout
        self._stall = self.loop.call_later(timeout, self._cut, TOO_SLOW.word)
        self._weigh()

    def resume_writing(self) -> None:
        """Hear that the client has read its answers."""
        super().resume_writing()
        assert self._stall is not None  # since it was paused
        self._stall.cancel()
        self._weigh()

    def _cut(self, reason: str) -> None:
        self._tally.refuse("http", reason)
        cut(self._joined.transport)

    def _leave(self) -> None:
        self._turnstile.leave()
        self._load.end()
        self._head.end()
        if self._stall is not None:
            self._stall.cancel()
        self._extensions.clear()  # they refer to this object, and scopes to them

    def data_received(self, data: bytes) -> None:
        """Take what came; parse as much of it as may wait for an answer."""
        self._unset_keepalive_if_required()
        if self._ignored is None:
            self._unparsed.data += data
        else:
            self._ignored += len(data)
        if (self._ignored or len(self._unparsed.data)) > _MOST_UNPARSED:
            self._cut(TooBig.code)
        else:
            self._parse_on()
            self._weigh()

    def _parse_on(self) -> None:
        # uvicorn makes a request of all it reads, answered or not: 14 000 of one read.
        while self._has_more_to_parse:
            data = self._unparsed.take()
            self._load.parsed(len(data))
            self._parse(data)
        if self._unparsed.data and not self.transport.is_closing():
            self.flow.pause_reading()

    @property
    def _has_more_to_parse(self) -> bool:
        is_full = len(self.pipeline) >= _MOST_PIPELINED
        return bool(self._unparsed.data) and not is_full and not self._is_changing

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest, self._unparsed.data = data[upgrade.args[0] :] + self._unparsed.data, b""
            self._unparsed.data = self._upgrade(rest)
        except httptools.HttpParserError as error:
            ours = error.__context__  # what `on_header` raised
            if not isinstance(ours, Refusal):
                ours = BadRequest("This is not an HTTP/1.1 request.")
            self._refuse(ours)
        else:
            unparsed = self._unparsed
            if unparsed.is_in_head and unparsed.head_bytes > MAX_HEAD:
                self._refuse(HeadTooBig(f"The request's head must be at most {MAX_HEAD} bytes."))

    def _refuse(self, refusal: Refusal, way: Way = "http") -> None:
        """Answer in HTTP, below ASGI, and hang up."""
        self._tally.refuse(way, refusal.code)
        more = (OPEN_TO_ALL,) if "*" in self._present.allowed_origins else ()
        self._unparsed.data = b""
        self.transport.write(raw_refusal(refusal, more))
        self.transport.close()

    @abstractmethod
    def _upgrade(self, rest: bytes) -> bytes:
        """Begin to change to the protocol that the head asks for, which ``rest`` is in.

        Returns:
            what is still to be parsed: as HTTP, if it stays at that.
        """
