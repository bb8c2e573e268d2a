"""What is kept beside a file that is not whole yet, so that its fetch can go on.

Four lines of ASCII: the name of the form, the file's id, its size in bytes, and the runs of blocks
that are there. docs/wire/lcdp.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from plong.protocol.lcdp.content.sizes import MAX_SIZE
from plong.protocol.lcdp.packing import PIECE_BYTES

MAX_RUNS: Final = 65536
"""What is in more pieces than that is asked for anew."""
MAX_TEXT: Final = 2**21
"""Characters."""

_NUMBER: Final = "(?:0|[1-9][0-9]{0,15})"
_RUN: Final = f"{_NUMBER}-{_NUMBER}"
_PART: Final = re.compile(
    rf"plong-part 1\n([0-9a-f]{{64}})\n({_NUMBER})\n({_RUN}(?: {_RUN})*)?\n", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Part:
    """How far a fetch came."""

    size: int
    """Bytes of the whole file, as it is believed."""
    runs: tuple[tuple[int, int], ...]
    """First and last block of each run that is there, in their order."""


def write_part(content_id: str, size: int, runs: Iterable[tuple[int, int]]) -> str:
    """Return what to keep; write it only after the blocks themselves."""
    text = " ".join(f"{first}-{last}" for first, last in islice(runs, MAX_RUNS))
    return f"plong-part 1\n{content_id}\n{size}\n{text}\n"


def read_part(text: str, content_id: str, stored: int) -> Part | None:
    """Return what was kept; None: it is nothing that `write_part` wrote of this file.

    Args:
        text: what was kept.
        content_id: the SHA-256 of the file, in 64 hexadecimal digits.
        stored: bytes of the file as it is stored: blocks that lie outside are not believed.
    """
    found = _PART.fullmatch(text) if len(text) <= MAX_TEXT else None
    if found is None or found[1] != content_id:
        return None
    part = Part(int(found[2]), tuple(_read_run(run) for run in (found[3] or "").split()))
    return part if _is_possible(part, stored) else None


def _read_run(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last)


def _is_possible(part: Part, stored: int) -> bool:
    if not 1 <= part.size <= MAX_SIZE or any(first > last for first, last in part.runs):
        return False
    if any(before[1] + 1 >= after[0] for before, after in pairwise(part.runs)):
        return False
    end = part.runs[-1][1] + 1 if part.runs else 0
    blocks = -(-part.size // PIECE_BYTES)
    return end <= blocks and min(end * PIECE_BYTES, part.size) <= stored
