"""Which streams there are, by their numbers, and how many there may be."""

from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation
from plong.protocol.libp2p.yamux.errors import CannotOpen
from plong.protocol.libp2p.yamux.stream import Stream

MAX_UNACKNOWLEDGED: Final = 256
"""Streams of ours that the peer has not yet answered."""
MAX_ID: Final = 2**32 - 1


class Roster:
    """Both sides' streams.

    Args:
        is_client: whether this side has dialled: its streams have odd numbers.
        most: how many streams the other side may have at once.
    """

    def __init__(self, *, is_client: bool, most: int) -> None:
        self.streams: Final[dict[int, Stream]] = {}
        """All that are not over, by their numbers."""
        self._most = most
        self._our_parity = self._next = 1 if is_client else 2
        self._last_of_theirs = 0
        self._theirs = self._unacknowledged = 0

    @property
    def is_full(self) -> bool:
        """Whether the other side has as many as it may."""
        return self._theirs >= self._most

    def next_number(self) -> int:
        """Return the number of the next stream of ours.

        Raises:
            CannotOpen: `MAX_UNACKNOWLEDGED` wait for an answer, or all numbers have been used.
        """
        if self._unacknowledged >= MAX_UNACKNOWLEDGED or self._next > MAX_ID:
            raise CannotOpen("There are too many streams that the peer has not answered.")
        return self._next

    def meet(self, number: int) -> None:
        """Take in that the other side opens a stream, whatever becomes of it.

        Raises:
            ProtocolViolation: the number is none of its, or that of a stream that is open.
        """
        if self._is_ours(number) or number in self.streams:
            raise ProtocolViolation(f"yamux: stream {number} is not the peer's to open.")
        # Others may open streams in another order than that of their numbers.
        self._last_of_theirs = max(self._last_of_theirs, number)

    def add(self, stream: Stream) -> None:
        """Take in one that is open."""
        self.streams[stream.id] = stream
        if stream.is_ours:
            self._next += 2
            self._unacknowledged += 1
        else:
            self._theirs += 1

    def pass_over(self, number: int) -> None:
        """Let a frame go whose stream is over, or was reset when it was to be opened.

        Raises:
            ProtocolViolation: there never was such a stream.
        """
        if number >= self._next if self._is_ours(number) else number > self._last_of_theirs:
            raise ProtocolViolation(f"yamux: there was no stream {number}.")

    def acknowledge(self, stream: Stream) -> None:
        """Take in that the side that has not opened it has said something in it."""
        if stream.is_ours and not stream.is_acknowledged:
            stream.is_acknowledged = True
            self._unacknowledged -= 1

    def forget(self, stream: Stream) -> None:
        """Take in that one is over."""
        del self.streams[stream.id]
        if not stream.is_ours:
            self._theirs -= 1
        self.acknowledge(stream)

    def _is_ours(self, number: int) -> bool:
        return number % 2 == self._our_parity % 2
