"""Pieces of files: FS, the transfer's 16 bytes, the offset in 8, and the data."""

from dataclasses import dataclass
from typing import Final

from plong.client.wire.control_text import FS
from plong.client.wire.transfer_id import id_bytes, write_id

HEAD: Final = 25
"""Bytes before the data."""
CHUNK: Final = 256 * 1024 - HEAD
"""Bytes of a file that go into one message, if the server's limit allows.

The message is a power of two, not the data: the receiver writes what it gets, and Linux gives an
aligned power of two one large piece of memory, which is scarcer than small ones. That took a third
more time for a file.
"""
_SPARE: Final = 128

_FS: Final = FS.encode()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a file and where it belongs."""

    id: str
    offset: int
    data: memoryview


def read_chunk(payload: bytes) -> Chunk | None:
    """Read a binary message; None if it is no chunk."""
    if len(payload) <= HEAD or payload[:1] != _FS:
        return None
    offset = int.from_bytes(payload[17:HEAD])
    return Chunk(write_id(payload[1:17]), offset, memoryview(payload)[HEAD:])


def write_head(buffer: bytearray, transfer: str, offset: int) -> None:
    """Fill the first `HEAD` bytes of a message whose data is there already."""
    buffer[:HEAD] = _FS + id_bytes(transfer) + offset.to_bytes(8)


def chunk_size(max_message: int) -> int:
    """Return how many bytes of a file go into one message to a server with this limit."""
    return max(1, min(CHUNK, max_message - _SPARE))
