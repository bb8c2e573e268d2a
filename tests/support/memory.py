"""How much memory this process takes: a server under test runs in it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MEBIBYTE: Final = 1 << 20


def resident() -> int:
    """Return the bytes of this process that are in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def anonymous(process: int) -> int:
    """Return the bytes of a process that are in memory and in no file; 0 once it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    lines = [line for line in status.splitlines() if line.startswith("RssAnon:")]
    return sum(int(line.split()[1]) * 1024 for line in lines)


def descendants(mark: str) -> set[int]:
    """Return the processes with this argument, and all that they have started."""
    parents = dict(_parents())
    found = {process for process in parents if mark in _arguments(process)}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # After the name, which may hold anything, parentheses included.
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            yield int(folder.name), int(fields[1])


def _arguments(process: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text(errors="replace").split("\0")
    return []
