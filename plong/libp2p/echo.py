"""Being measured: what comes is sent back. docs/wire/libp2p.md, "Ping"."""

from plong.libp2p.services import Factory, Handler, StreamIO
from plong.protocol.libp2p.echoing import Echo, Echoes, End


def echo_for(echoes: Echoes) -> Factory:
    """Return what answers pings.

    Args:
        echoes: counts the streams of all peers, on all connections.
    """
    return lambda io: _EchoHandler(io, echoes)


class _EchoHandler(Handler):
    def __init__(self, io: StreamIO, echoes: Echoes) -> None:
        self._io = io
        self._echoes = echoes
        self._echo = Echo()
        self._unread = 0
        self._is_admitted = echoes.admit(io.peer)
        if not self._is_admitted:
            io.reset()

    def received(self, data: bytes) -> None:
        io = self._io
        io.send(self._echo.receive(data))
        if io.is_clear:
            io.consume(self._unread + len(data))
            self._unread = 0
        else:
            self._unread += len(data)

    def finished(self) -> None:
        if self._echo.end() is End.CLOSE:
            self._io.close()
        else:
            self._io.reset()
        self._release()

    def aborted(self) -> None:
        self._release()

    def drained(self) -> None:
        self._io.consume(self._unread)
        self._unread = 0

    def _release(self) -> None:
        if self._is_admitted:
            self._is_admitted = False
            self._echoes.release(self._io.peer)
