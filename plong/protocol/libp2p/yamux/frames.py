"""A header of twelve bytes, and behind that of `DATA` a body.

    1 byte   version   0
    1 byte   kind      DATA, WINDOW_UPDATE, PING, GO_AWAY
    2 bytes  flags     SYN, ACK, FIN, RST
    4 bytes  stream    0: the session itself
    4 bytes  length    of the body; how much wider the window is; a value to echo; a code

libp2p specs, yamux/README, "Framing".
"""

from struct import Struct
from typing import Final

from plong.protocol.libp2p.errors import ProtocolViolation

HEADER_BYTES: Final = 12
WINDOW: Final = 256 * 1024
"""Bytes that each side of a stream may send at first; ours never grows, so no body is longer."""

DATA: Final = 0
WINDOW_UPDATE: Final = 1
PING: Final = 2
GO_AWAY: Final = 3

SYN: Final = 1
ACK: Final = 2
FIN: Final = 4
RST: Final = 8

NORMAL: Final = 0
PROTOCOL_ERROR: Final = 1
INTERNAL_ERROR: Final = 2

_VERSION: Final = 0
_ALL_FLAGS: Final = SYN | ACK | FIN | RST
_HEADER: Final = Struct(">BBHII")


def write_header(kind: int, flags: int, stream: int, length: int) -> bytes:
    """Return a header; behind that of `DATA`, ``length`` bytes must follow."""
    return _HEADER.pack(_VERSION, kind, flags, stream, length)


def read_header(data: bytes, at: int) -> tuple[int, int, int, int]:
    """Return kind, flags, stream and length of the header that begins at a place.

    Raises:
        ProtocolViolation: there is no such frame, whatever was said before.
    """
    version, kind, flags, stream, length = _HEADER.unpack_from(data, at)
    if version != _VERSION or kind > GO_AWAY or flags > _ALL_FLAGS:
        raise ProtocolViolation(f"yamux: no frame is of version {version}, {kind=}, {flags=}.")
    if kind > WINDOW_UPDATE:
        _check_session(kind, flags, stream)
    elif stream == 0:
        raise ProtocolViolation("yamux: a session has no data and no window.")
    if kind == DATA and length > WINDOW:
        raise ProtocolViolation(f"yamux: a frame has {length} bytes, more than any window.")
    return kind, flags, stream, length


def _check_session(kind: int, flags: int, stream: int) -> None:
    if stream != 0:
        raise ProtocolViolation("yamux: a stream is no session.")
    if flags not in ({SYN, ACK} if kind == PING else {0}):
        raise ProtocolViolation(f"yamux: a frame of {kind=} has {flags=}.")
