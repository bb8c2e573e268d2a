"""One direction of a relayed connection, from a stream to another.

Bytes are passed on only while nothing waits where they go to, and consumed where they came from
only when they have left. So a window at most waits at the relay, and who reads slowly is written to
slowly. None is put on a connection that is blocked.
"""

from plong.libp2p.services import StreamIO


class Lane:
    """What comes from one side, on its way to the other.

    Args:
        source: from where bytes come.
        target: where they go to.
    """

    def __init__(self, source: StreamIO, target: StreamIO) -> None:
        self._source = source
        self._target = target
        self._waiting = bytearray()
        self._unread = 0
        self._is_ending = False

    def put(self, data: bytes) -> None:
        """Take what has come."""
        self._unread += len(data)
        if self._waiting or not self._target.is_clear:
            self._waiting += data
        else:
            self._target.send(data)
            self.move()

    def end(self) -> None:
        """Take in that no more comes; the other side is told behind all that waits."""
        self._is_ending = True
        self.move()

    def move(self) -> None:
        """Pass on what waits, if the other side has room."""
        if self._waiting and self._target.is_clear:
            data = bytes(self._waiting)
            self._waiting.clear()
            self._target.send(data)
        if self._waiting:
            return
        if self._is_ending:
            self._target.close()
        if self._target.is_clear:
            count, self._unread = self._unread, 0
            self._source.consume(count)
