"""WebSocket frames as a server writes them: final, unmasked (RFC 6455 section 5.2)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from plong.protocol.closes import PROTOCOL_ERROR
from plong.protocol.messages import BINARY, CLOSE, PING, PONG, TEXT

# Section 7.4.1 and IANA's registry: 1004 to 1006 and 1015 are reserved, 1016 to 2999 unused.
_SENDABLE: Final = (range(1000, 1004), range(1007, 1015), range(3000, 5000))
_FIN: Final = 0x80
_SHORT: Final = 126
_MEDIUM: Final = 1 << 16

_SHORT_HEADS: Final[Mapping[int, Sequence[bytes]]] = {
    kind: [bytes((_FIN | kind, length)) for length in range(_SHORT)]
    for kind in (TEXT, BINARY, CLOSE, PING, PONG)
}


def _long_head(kind: int, length: int) -> bytes:
    if length < _MEDIUM:
        return bytes((_FIN | kind, 126)) + length.to_bytes(2)
    return bytes((_FIN | kind, 127)) + length.to_bytes(8)


def join_frames(messages: Iterable[tuple[int, bytes, object]]) -> bytes:
    """Return the frames of messages (kind, payload, anything) as one piece, ready to be written."""
    parts: list[bytes] = []
    for kind, payload, _ in messages:
        length = len(payload)
        # The table saves half the time of this loop, which every message passes.
        parts.append(_SHORT_HEADS[kind][length] if length < _SHORT else _long_head(kind, length))
        parts.append(payload)
    return b"".join(parts)


def code_of(close_frame: bytes) -> int:
    """Return the code of a close frame as servers write it: short, unmasked, never without one."""
    return int.from_bytes(close_frame[2:4])


def read_close(payload: bytes) -> int | None:
    """Return the code of a client's close frame, None if it gives none.

    The code to answer with is this one, or `PROTOCOL_ERROR` where the payload breaks section
    5.5.1 or 7.4: a single byte, a code that must not be sent, a reason that is not UTF-8.
    """
    if not payload:
        return None
    code = int.from_bytes(payload[:2])
    if len(payload) == 1 or not _may_be_sent(code):
        return PROTOCOL_ERROR
    try:
        payload[2:].decode()
    except UnicodeDecodeError:
        return PROTOCOL_ERROR
    return code


def _may_be_sent(code: int) -> bool:
    return any(code in codes for codes in _SENDABLE)
