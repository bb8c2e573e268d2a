"""The frames of one client, as picows parses them, turned into messages for its session."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from picows import WSFrame, WSListener, WSMsgType, WSProtocolError, WSTransport

from plong.config import Config
from plong.endpoints.base_session import BaseSession
from plong.endpoints.picows_room import LITTLE_READ, MOST_READ, ReadRoom
from plong.endpoints.picows_wire import PicowsWire
from plong.hub.wire import Wire
from plong.protocol.assembly import Assembly, Violation, check_text
from plong.protocol.closes import PROTOCOL_ERROR, RESTARTING
from plong.protocol.frames import code_of, read_close
from plong.protocol.messages import BINARY, CONTINUATION, TEXT

_TEXT: Final = WSMsgType.TEXT
_BINARY: Final = WSMsgType.BINARY
_KINDS: Final[Mapping[WSMsgType, int]] = {
    WSMsgType.TEXT: TEXT,
    WSMsgType.BINARY: BINARY,
    WSMsgType.CONTINUATION: CONTINUATION,
}
_NORMAL: Final = 1000


class FrameListener(WSListener):
    """Turns the frames of one client into messages for its session.

    Args:
        config: for the bounds.
        make_session: begins the session on the client's socket.
    """

    def __init__(self, config: Config, make_session: Callable[[Wire], BaseSession]) -> None:
        self._config = config
        self._make_session = make_session
        self._assembly: Assembly | None = None
        self._assembled = 0
        self.room = ReadRoom()
        """For reads."""
        self._is_read_little = self._is_crumbly = False
        self._is_failing = False
        self._error: WSProtocolError | None = None
        self._is_finishing = False
        self._wire: PicowsWire
        self._session: BaseSession

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Begin the session: the upgrade has been answered."""
        self._wire = PicowsWire(transport, self._config)
        self._session = self._make_session(self._wire)
        self.room.count_in(self._session.connection.share)

    def on_ws_frame(self, _: WSTransport, frame: WSFrame) -> None:
        """Take one frame; picows has parsed and unmasked it."""
        # The hot path: whole text and binary messages.
        kind = frame.msg_type
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            # "MUST be 0 unless an extension is negotiated": RFC 6455 section 5.2.
            self._fail(PROTOCOL_ERROR, "A reserved bit is set.")
        if self._assembly is not None or not frame.fin:
            self._on_other_frame(frame)
        elif kind is _TEXT:
            payload = frame.get_payload_as_bytes()
            if not payload.isascii():
                self._check_text(payload)
            self._session.receive(TEXT, payload)
        elif kind is _BINARY:
            self._session.receive(BINARY, frame.get_payload_as_bytes())
        else:
            self._on_other_frame(frame)

    def _on_other_frame(self, frame: WSFrame) -> None:
        match frame.msg_type:
            case WSMsgType.PING:
                self._session.receive_ping(frame.get_payload_as_bytes())
            case WSMsgType.PONG:
                self._session.count_frame()
                self._session.connection.heard()
            case WSMsgType.CLOSE:
                self._on_close(frame)
            case _:
                self._on_fragment(frame)

    def _on_fragment(self, frame: WSFrame) -> None:
        assembly = self._assembly = self._assembly or Assembly(self._config.max_message)
        self._session.count_frame()
        kind, payload = _KINDS[frame.msg_type], frame.get_payload_as_bytes()
        try:
            message = assembly.add(kind, payload, final=bool(frame.fin))
        except Violation as violation:
            self._fail(violation.code, violation.reason)
        if assembly.is_crumbly is not self._is_crumbly:
            self._is_crumbly = not self._is_crumbly
            self._fit_room()
        self._session.connection.share.change(assembly.size - self._assembled)
        self._assembled = assembly.size
        if message is not None:
            self._assembly = None
            self._session.receive(*message)

    def read_little(self, *, is_little: bool) -> None:
        """Let one read bring less from now on, or as much as ever."""
        self._is_read_little = is_little
        self._fit_room()

    def _fit_room(self) -> None:
        is_little = self._is_read_little or self._is_crumbly
        self.room.limit(LITTLE_READ if is_little else MOST_READ)

    def _check_text(self, payload: bytes) -> None:
        try:
            check_text(payload)
        except Violation as violation:
            self._fail(violation.code, violation.reason)

    def _fail(self, code: int, reason: str) -> NoReturn:
        """Fail the connection: nothing that comes after a violation counts."""
        if not self._is_finishing:  # what follows a close does not count
            self._is_failing = True
            self._session.violated(code)
        self._error = WSProtocolError(code, reason)
        raise self._error

    def _on_close(self, frame: WSFrame) -> None:
        if self._is_failing:
            return
        code = read_close(frame.get_payload_as_bytes()) or _NORMAL
        self._is_finishing = True

        def answer() -> None:
            if self._session.connection.is_open:
                self._session.connection.buffer.flush()
                self._session.left()
                self._wire.close(code, "")
            self._wire.hang_up()

        self._session.finish(answer)

    def ended(self) -> None:
        """End the session: the client hung up without a close, so the socket writes no more."""
        self._session.left()
        self._wire.abort_later()

    def on_ws_disconnected(self, _: WSTransport) -> None:
        """End the session: the socket is closed."""
        self._wire.lost()
        self._session.gone()
        self._is_finishing = True
        # What is over is freed at once, not when the collector comes: nothing refers to itself.
        self._assembly = None
        if self._error is not None:  # picows keeps it, and it the frames of all that it passed
            self._error.__traceback__ = self._error.__context__ = None
        del self._make_session, self._session, self._wire

    def pause_writing(self) -> None:
        """Hear that the socket took less than was written."""
        self._session.connection.buffer.pause()

    def resume_writing(self) -> None:
        """Hear that the socket took all."""
        self._session.connection.buffer.resume()

    def failed(self, close_frame: bytes) -> None:
        """Hear once that the client broke the protocol, and how picows would say so.

        picows looks one frame ahead, so a right one may still come, but its parser must get no
        more: it would take what follows a refused head for a frame.
        """
        self._wire.pause_reading()
        asyncio.get_running_loop().call_soon(self._end, close_frame)

    def _end(self, close_frame: bytes) -> None:
        if not self._is_finishing:
            self._session.violated(code_of(close_frame))
            self._wire.fail(close_frame)

    def shutdown(self) -> None:
        """Close, because the server stops."""
        self._session.connection.part(RESTARTING, self._config.restart_timeout)
