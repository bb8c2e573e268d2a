"""Being measured: what comes is sent back. docs/wire/libp2p.md, "Ping"."""

from plong.libp2p.services import Factory, Handler, StreamIO
from plong.protocol.libp2p.echoing import Echo, Echoes, End


def echo_for(echoes: Echoes) -> Factory:
    """Return what answers pings.

    Args:
        echoes: counts the streams of all peers, on all connections.
    """
    unread: set[_EchoHandler] = set()

    def answer(io: StreamIO) -> Handler:
        for handler in [*unread]:
            handler.look()
        return _EchoHandler(io, echoes, unread)

    return answer


class _EchoHandler(Handler):
    """Counts until the last echo has left: a dialer that reads none cannot have more open."""

    def __init__(self, io: StreamIO, echoes: Echoes, unread: set["_EchoHandler"]) -> None:
        self._io = io
        self._echoes = echoes
        self._echo = Echo()
        self._waiting = 0
        self._unread = unread
        """Those that are closed, and wait for the other side to read."""
        self._is_admitted = echoes.admit(io.peer)
        if not self._is_admitted:
            io.reset()

    def received(self, data: bytes) -> None:
        io = self._io
        io.send(self._echo.receive(data))
        if io.is_clear:
            io.consume(self._waiting + len(data))
            self._waiting = 0
        else:
            self._waiting += len(data)

    def finished(self) -> None:
        if self._echo.end() is End.CLOSE:
            self._io.close()
            self._unread.add(self)
        else:
            self._io.reset()
        self.look()

    def aborted(self) -> None:
        self._release()

    def drained(self) -> None:
        self._io.consume(self._waiting)
        self._waiting = 0
        self.look()

    def look(self) -> None:
        """See whether it is over, of which nobody is told who has closed it."""
        if self._io.is_over:
            self._release()

    def _release(self) -> None:
        self._unread.discard(self)
        if self._is_admitted:
            self._is_admitted = False
            self._echoes.release(self._io.peer)
