"""Files that are not whole yet: nobody else writes to them, and they take nobody's name."""

import fcntl
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast


def open_alone(path: Path) -> BinaryIO | None:
    """Open or make a file that nobody else writes to; None: somebody does, or it is no file.

    Raises:
        OSError: it cannot be opened, or is a link.
    """
    # Somebody may have put a link or a pipe there: neither is followed nor waited for.
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    file = cast("BinaryIO", os.fdopen(os.open(path, flags, 0o666), "r+b", 0))
    if _is_ours(path, file):
        return file
    file.close()
    return None


def give_name(part: Path, names: Iterable[Path]) -> Path:
    """Give a file the first of these names that is free; return it.

    Args:
        part: the file.
        names: in the same folder; endless, or `StopIteration` is raised where none is free.

    Raises:
        OSError: it can have none.
    """
    return next(name for name in names if _take(part, name))


def _is_ours(part: Path, file: BinaryIO) -> bool:
    """Lock the file; return whether it is one, with this name and no other, and nobody else's."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        there = part.stat(follow_symlinks=False)
    except (BlockingIOError, FileNotFoundError):
        return False
    # Who had the lock before may have made it a whole file since it was opened here.
    here = os.fstat(file.fileno())
    return os.path.samestat(here, there) and stat.S_ISREG(here.st_mode) and here.st_nlink == 1


def _take(part: Path, name: Path) -> bool:
    """Give the file this name; return whether it was free."""
    try:
        # Not over an empty file that holds the name: then ext4 writes all to disk at once.
        os.link(part, name)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        return _rename(part, name)
    part.unlink()
    return True


def _rename(part: Path, name: Path) -> bool:
    try:
        name.touch(exist_ok=False)  # nobody else takes it now
    except FileExistsError:
        return False
    try:
        part.replace(name)
    except OSError:
        name.unlink()
        raise
    return True
