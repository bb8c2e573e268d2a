"""The files that are asked for, open: few at a time."""

import os
from pathlib import Path
from typing import Final

from plong.hub.swarm.folder import Stamp, open_file, stamp_of

MAX_OPEN: Final = 32


class OpenFiles:
    """Reads pieces of files, of which some stay open: those that were asked for last.

    Args:
        most: how many.
    """

    def __init__(self, most: int = MAX_OPEN) -> None:
        self._most = most
        self._open: dict[Path, int] = {}  # asked for longest ago first

    def read(self, path: Path, stamp: Stamp, offset: int, length: int) -> bytes | None:
        """Return bytes of a file; None: it is not that of the stamp any more, or unreadable."""
        try:
            descriptor = self._find(path)
            data = os.pread(descriptor, length, offset)
            is_same = stamp_of(descriptor) == stamp
        except OSError:
            is_same = False
        if is_same and len(data) == length:
            return data
        self.close_one(path)
        return None

    def close_one(self, path: Path) -> None:
        """Close a file, if it is open."""
        descriptor = self._open.pop(path, None)
        if descriptor is not None:
            os.close(descriptor)

    def close(self) -> None:
        """Close all of them."""
        for path in tuple(self._open):
            self.close_one(path)

    def _find(self, path: Path) -> int:
        descriptor = self._open.pop(path, None)
        if descriptor is None:
            descriptor = open_file(path)
            if len(self._open) >= self._most:
                self.close_one(next(iter(self._open)))
        self._open[path] = descriptor
        return descriptor
