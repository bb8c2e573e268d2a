"""The folder whose files everybody may fetch, looked at in a thread.

Shared are the files that lie in it themselves: none of its folders, no link, nothing whose name
begins with a dot, and no parts of files that are still being fetched.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from threading import Event
from typing import Final

MAX_FILES: Final = 10_000
"""Files that are shared; of more, those whose names come first."""

_PART: Final = ".plong-part"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is another if a file is."""

    device: int
    inode: int
    size: int
    """Bytes."""
    modified: int
    """Nanoseconds since the epoch."""


def look(folder: Path) -> Mapping[str, Stamp]:
    """Return the files to share, by their names in order.

    Raises:
        OSError: it is no folder, or cannot be read.
    """
    with os.scandir(folder) as entries:
        names = first_names(entry.name for entry in entries if _may_be_shared(entry))
    found = ((name, _stamp_at(folder / name)) for name in names)
    return {name: stamp for name, stamp in found if stamp is not None}


def first_names(names: Iterable[str], most: int = MAX_FILES) -> list[str]:
    """Return the first of all names, in order.

    To sort a million would be one step for the interpreter: no other thread, such as that of the
    event loop, went on meanwhile.
    """
    return nsmallest(most, names)


def open_file(path: Path) -> int:
    """Return the descriptor of a file to read, never of what a link leads to. Raise `OSError`."""
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def stamp_of(descriptor: int) -> Stamp | None:
    """Return the stamp of an open file; None: it is no plain one. Raise `OSError`."""
    return _stamp(os.fstat(descriptor))


def hash_of(path: Path, stamp: Stamp, stopped: Event) -> str | None:
    """Return the SHA-256 of a file, in 64 hexadecimal digits.

    None: it cannot be read, is not that of the stamp (any more), or ``stopped`` was set.
    """
    try:
        descriptor = open_file(path)
    except OSError:
        return None
    try:
        digest = _digest(descriptor, stopped)
        return digest if stamp_of(descriptor) == stamp else None
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _digest(descriptor: int, stopped: Event) -> str | None:
    digest = hashlib.sha256()
    while block := os.read(descriptor, _BLOCK):
        digest.update(block)
        if stopped.is_set():
            return None
    return digest.hexdigest()


def _may_be_shared(entry: "os.DirEntry[str]") -> bool:
    is_named = not entry.name.startswith(".") and not entry.name.endswith(_PART)
    return is_named and entry.is_file(follow_symlinks=False)


def _stamp_at(path: Path) -> Stamp | None:
    try:
        return _stamp(path.lstat())
    except OSError:  # gone, since it was listed
        return None


def _stamp(found: os.stat_result) -> Stamp | None:
    if not stat.S_ISREG(found.st_mode):
        return None
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
