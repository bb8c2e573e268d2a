"""Bytes of a connection, put apart into frames; bodies are passed on as they come, never kept."""

from collections.abc import Iterator
from typing import NamedTuple

from plong.protocol.libp2p.yamux.frames import DATA, HEADER_BYTES, read_header


class Piece(NamedTuple):
    """A frame, or of a frame with a body as much as has come."""

    kind: int
    flags: int
    stream: int
    length: int
    """As it stands in the header."""
    body: bytes
    is_first: bool
    is_last: bool


class Reader:
    """One direction of one connection."""

    def __init__(self) -> None:
        self._rest = b""
        """The beginning of a header."""
        self._header = (0, 0, 0, 0)
        self._missing = 0
        """Of the body of that header."""

    def read(self, data: bytes) -> Iterator[Piece]:
        """Yield what the data brings. Take all of it before there is more data.

        Raises:
            ProtocolViolation: there is no such frame. What stood before it was yielded.
        """
        if self._missing and data:
            yield (piece := self._take(data, 0, is_first=False))
            data = data[len(piece.body) :]
        data = self._rest + data if self._rest else data
        at = 0
        while len(data) >= at + HEADER_BYTES:
            self._header = read_header(data, at)
            at += HEADER_BYTES
            self._missing = self._header[3] if self._header[0] == DATA else 0
            yield (piece := self._take(data, at, is_first=True))
            at += len(piece.body)
        self._rest = data[at:]

    def _take(self, data: bytes, at: int, *, is_first: bool) -> Piece:
        body = data[at : at + self._missing]
        self._missing -= len(body)
        return Piece(*self._header, body, is_first, self._missing == 0)
