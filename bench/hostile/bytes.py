"""What hostile peers say: frames and heads, right and wrong ones."""

from typing import Final

from bench.client import HOST, MASK

CONTINUATION: Final = 0x0
TEXT: Final = 0x1
BINARY: Final = 0x2
PING: Final = 0x9
KIBIBYTE: Final = 1024


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, claims: int = -1) -> bytes:
    """Return a client's frame, which may claim another length than it has."""
    size = claims if claims >= 0 else len(payload)
    head = bytes((opcode | (0x80 if fin else 0),))
    return head + _length(size) + MASK + _masked(payload)


def _length(size: int) -> bytes:
    if size < 126:
        return bytes((0x80 | size,))
    return b"\xfe" + size.to_bytes(2) if size < 1 << 16 else b"\xff" + size.to_bytes(8)


def _masked(payload: bytes) -> bytes:
    key = (MASK * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload) ^ int.from_bytes(key)).to_bytes(len(payload))


def upgrade(path: str) -> bytes:
    """Return the head that asks for a WebSocket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def post(path: str, body: bytes, claims: int = -1) -> bytes:
    """Return a request with a body, which may claim another length than it has."""
    size = claims if claims >= 0 else len(body)
    return f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {size}\r\n\r\n".encode() + body


MIRRORED: Final = (
    f"OPTIONS / HTTP/1.1\r\nHost: {HOST}\r\nOrigin: null\r\nAccess-Control-Request-Method: GET\r\n"
    f"Access-Control-Request-Headers: {'x' * 30_000}\r\n\r\n"
).encode()
"""A question whose answer is as long: the allowed headers."""
