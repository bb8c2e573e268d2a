"""The file of a download until it is whole: its blocks, and beside it what is there of them.

All of it waits for the disk and belongs into a thread. docs/wire/lcdp.md.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from plong.protocol.lcdp.content.models import Write
from plong.protocol.lcdp.content.part import MAX_TEXT, Part, read_part
from plong.unfinished import give_name, open_alone

_MAX_PIECES: Final = 512
"""Of one system call; Linux takes 1024."""


class UnfinishedFile:
    """``.ID.plong-part`` with ``.ID.plong-blocks``, until it is whole and has a name.

    Args:
        folder: where both are, and the whole file will be.
        content_id: the SHA-256 of the file, in 64 hexadecimal digits of lower case.
    """

    def __init__(self, folder: Path, content_id: str) -> None:
        self._id = content_id
        self._part = folder / f".{content_id}.plong-part"
        self._list = folder / f".{content_id}.plong-blocks"
        self._file: BinaryIO | None = None

    def open(self) -> Part | None:
        """Return what is there from before.

        Raises:
            BlockingIOError: another program fetches this file to this folder.
            OSError: it cannot be opened.
        """
        self._file = open_alone(self._part)
        if self._file is None:
            raise BlockingIOError(str(self._part))
        stored = os.fstat(self._file.fileno()).st_size
        return read_part(_read(self._list), self._id, stored)

    def store(self, writes: Sequence[Write], part: str | None) -> None:
        """Write blocks, and then what is there, with these blocks; None: that may wait.

        What is said to be there is on the disk: not even a power cut makes it untrue.

        Raises:
            OSError: there is no space, or no right to it.
        """
        for offset, pieces in _runs(writes):
            _write_all(self._number, offset, pieces)
        if part is not None:
            os.fdatasync(self._number)
            self._replace_list(part)

    def has_hash(self, size: int) -> bool:
        """Cut the file to its size; tell whether it is the one that is wanted. Raise `OSError`."""
        os.ftruncate(self._number, size)
        file = self._open
        file.seek(0)
        return hashlib.file_digest(file, hashlib.sha256).hexdigest() == self._id  # type: ignore[arg-type]  # unbuffered

    def finish(self, names: Iterable[Path]) -> Path:
        """Give the file the first of these names that is free; return it. Raise `OSError`."""
        os.fsync(self._number)
        name = give_name(self._part, names)
        self._list.unlink(missing_ok=True)
        self._open.close()
        return name

    def discard(self) -> None:
        """Remove it. Raise `OSError`."""
        self._list.unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)
        self._open.close()

    def close(self) -> None:
        """Leave what is there for another time, if it is anything."""
        if self._file is not None and not self._file.closed:
            if os.fstat(self._number).st_size == 0:
                self._part.unlink(missing_ok=True)
            self._file.close()

    @property
    def _open(self) -> BinaryIO:
        if self._file is None:
            raise ValueError(f"{self._part} was not opened")
        return self._file

    @property
    def _number(self) -> int:
        return self._open.fileno()

    def _replace_list(self, text: str) -> None:
        new = self._list.with_name(f"{self._list.name}-new")
        with contextlib.suppress(FileNotFoundError):  # never through a link that somebody put there
            new.unlink()
        with new.open("x", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._list)


def _read(path: Path) -> str:
    """Return the text of a file; of what is none, or too long, what nobody has written."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(number, encoding="ascii") as file:
            return file.read(MAX_TEXT + 1)
    except (OSError, ValueError):
        return ""


def _runs(writes: Iterable[Write]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield what one system call can write: where it begins, and the pieces."""
    start, end, pieces = 0, -1, list[bytes]()
    for write in sorted(writes, key=lambda one: one.offset):
        if write.offset != end or len(pieces) >= _MAX_PIECES:
            if pieces:
                yield start, pieces
            start, end, pieces = write.offset, write.offset, []
        pieces.append(write.data)
        end += len(write.data)
    if pieces:
        yield start, pieces


def _write_all(number: int, offset: int, pieces: list[bytes]) -> None:
    left = os.pwritev(number, pieces, offset)
    whole = b"" if left == sum(map(len, pieces)) else b"".join(pieces)
    while left < len(whole):  # a signal, or the last of the space
        left += os.pwrite(number, whole[left:], offset + left)
