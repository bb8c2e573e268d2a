"""What is said to who asks for a file: which bytes of it, which files there are, who has others.

docs/wire/lcdp.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from plong.protocol.lcdp.content.sizes import MAX_SIZE
from plong.protocol.lcdp.content_id import is_sha256
from plong.protocol.lcdp.endpoint import gossip_for
from plong.protocol.lcdp.models import (
    Content,
    ContentList,
    Endpoint,
    MaybeTheyHaveSome,
    PleaseSendContent,
)
from plong.protocol.lcdp.packing import MAX_CONTENT_DATAGRAM, PIECE_BYTES
from plong.protocol.lcdp.writing import write_message

MAX_LISTED: Final = 66
"""Files that are named to one who asks."""
LISTED_AT_ONCE: Final = 11
"""In one message: as many as fit a datagram with the largest cookie."""

_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True)
class Piece:
    """Which bytes to read from a file, for one answer."""

    id: str
    offset: int
    length: int
    """0: the file ends before; then there is nothing to read."""
    size: int
    """Bytes of the whole file."""

    def content(self, data: bytes) -> Content:
        """Return the answer, with what was read."""
        return Content(self.id, self.offset, data, self.size)


def piece_of(
    asked: PleaseSendContent, size: int, room: int = MAX_CONTENT_DATAGRAM - 256
) -> Piece | None:
    """Return what to read for who asks; None: there is no room for an answer.

    Args:
        asked: what was asked for.
        size: bytes of the file.
        room: bytes of the answer as an element of a datagram, see `budget.Budget.room`.
    """
    wanted = min(asked.length, PIECE_BYTES, max(size - asked.offset, 0))
    around = _bytes_around(asked.id, size) + len(str(asked.offset)) - 1
    length = min(wanted, (room - around) // 4 * 3)
    if length < min(wanted, 1):
        return None
    return Piece(asked.id, asked.offset, length, size) if around <= room else None


@lru_cache(_REMEMBERED)
def _bytes_around(content_id: str, size: int) -> int:
    """Return the bytes of an answer beside the piece itself, which begins where the file does."""
    return len(write_message(Content(content_id, 0, b"", size)))


def elsewhere(
    asked: PleaseSendContent, holders: Iterable[Endpoint], asker: Endpoint
) -> MaybeTheyHaveSome | None:
    """Return who else may have a file that is not here; None: nobody is known to.

    Args:
        asked: what was asked for.
        holders: who may have it, the likeliest first.
        asker: who asked, and is not told of itself.
    """
    others = gossip_for(asker, (holder for holder in holders if holder != asker))
    return MaybeTheyHaveSome(asked.id, others) if others else None


def listing(files: Iterable[tuple[str, int]]) -> tuple[ContentList, ...]:
    """Return what to say of the files that are here: SHA-256 only; nothing if there are none.

    Args:
        files: ids and sizes in bytes; the first `MAX_LISTED` are named.
    """
    named = ((name, size) for name, size in files if is_sha256(name) and 0 <= size <= MAX_SIZE)
    few = tuple(islice(named, MAX_LISTED))
    starts = range(0, len(few), LISTED_AT_ONCE)
    return tuple(ContentList(few[start : start + LISTED_AT_ONCE]) for start in starts)
