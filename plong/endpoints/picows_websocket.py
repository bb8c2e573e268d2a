"""The fast skin: WebSocket on picows, as a protocol under uvicorn's server.

No ASGI event, task or queue stands between two clients: a frame goes from `FrameListener` into
the receiver's send buffer, which is written once at the end of the event loop's turn.
"""

from collections.abc import Callable, MutableSet
from typing import Any, Final

from picows import (
    WSAutoPingStrategy,
    WSUpgradeRequest,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined]  # its stub leaves it out

from plong.config import Config
from plong.endpoints.base_session import BaseSession
from plong.endpoints.picows_listener import FrameListener
from plong.endpoints.picows_logger import QuietLogger
from plong.endpoints.picows_outlet import Outlet
from plong.hub.wire import Wire

_READ_BUFFER: Final = 2048
_get_buffer: Final[Callable[[WSProtocol, int], memoryview]] = WSProtocol.get_buffer
"""Looked up once: it is called for each read, and `super` would double what that costs."""


class PicowsProtocol(WSProtocol):  # type: ignore[misc]  # see the import
    """picows' protocol as uvicorn's server keeps it: in the set of its connections.

    The upgrade has been parsed and checked before (`plong.endpoints.http_protocol`); picows gets
    it as a canonical request, and then the socket.

    Args:
        config: for the bounds.
        subprotocol: the one that the answer names, if any.
        make_session: begins the session, when the upgrade is answered.
        connections: uvicorn's.
    """

    def __init__(
        self,
        config: Config,
        subprotocol: str | None,
        make_session: Callable[[Wire], BaseSession],
        connections: MutableSet[Any],
    ) -> None:
        self._subprotocol = subprotocol
        self._connections = connections
        self._listener = FrameListener(config, make_session)
        super().__init__(
            host_port=None,
            ws_path="/",
            is_client_side=False,
            ws_listener_factory=self._upgrade,
            logger=QuietLogger(),
            disconnect_on_exception=True,
            websocket_handshake_timeout=None,
            enable_auto_ping=False,
            auto_ping_idle_timeout=None,
            auto_ping_reply_timeout=None,
            auto_ping_strategy=WSAutoPingStrategy.PING_WHEN_IDLE,
            enable_auto_pong=False,
            max_frame_size=config.max_message,
            extra_headers=None,
            read_buffer_init_size=_READ_BUFFER,
        )

    def _upgrade(self, _: WSUpgradeRequest) -> WSUpgradeResponseWithListener:
        name = self._subprotocol
        headers = {} if name is None else {"Sec-WebSocket-Protocol": name}
        response = WSUpgradeResponse.create_101_response(headers)
        return WSUpgradeResponseWithListener(response, self._listener)

    def connection_made(self, transport: Any) -> None:  # uvloop's own type
        """Get ready to take the socket over from HTTP."""
        super().connection_made(Outlet(transport, self._listener.failed))

    def eof_received(self) -> Any:  # as picows answers
        """Hear that the client sends nothing more, be it that it still reads."""
        self._listener.ended()
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """Hear that the socket is closed."""
        self._connections.discard(self)
        super().connection_lost(exc)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Lend room for one read."""
        room, reads = _get_buffer(self, sizehint), self._listener.room
        return room if len(room) <= reads.free else reads.lend(room)

    def trim(self) -> None:
        """Give back the memory of the buffer that is not in use."""
        self._listener.room.trim(_get_buffer(self, -1))

    def read_little(self, *, is_little: bool) -> None:
        """Read less at a time from now on, or as much as ever."""
        self._listener.read_little(is_little=is_little)

    def data_received(self, data: bytes) -> None:
        """Take bytes that were read before picows took over."""
        while data:
            room = self.get_buffer(-1)
            count = min(len(room), len(data))
            room[:count] = data[:count]
            self.buffer_updated(count)
            data = data[count:]

    def shutdown(self) -> None:
        """Close, because uvicorn's server stops."""
        self._listener.shutdown()
