"""Files copied to a folder that others look into: there whole, or not at all."""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event
from typing import BinaryIO, Final

from plong.client.wire.names import clean_name, numbered
from plong.commands.hashing import sha256_of
from plong.unfinished import give_name, open_alone

_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Copy:
    """What is there now."""

    path: Path
    sha256: str
    """64 hexadecimal digits."""


class Copying:
    """Copies files, in a thread.

    Args:
        folder: where to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stopped = Event()

    def stop(self) -> None:
        """Let `copy` end soon, with nothing left."""
        self._stopped.set()

    def copy(self, file: Path) -> Copy:
        """Return what is there now: the file itself, if it was, or one with the same bytes.

        Raises:
            OSError: it cannot be read, or there is no space.
            asyncio.CancelledError: `stop` was called.
        """
        if self._is_inside(file):
            return Copy(file, sha256_of(file))
        part = self._folder / f".{secrets.token_hex(8)}.plong-part"
        try:
            sha256 = self._write(file, part)
            return Copy(self._name(part, clean_name(file.name), sha256), sha256)
        finally:
            part.unlink(missing_ok=True)

    def _is_inside(self, file: Path) -> bool:
        is_seen = not file.is_symlink() and not file.name.startswith(".")
        return is_seen and file.parent.resolve() == self._folder.resolve()

    def _write(self, file: Path, part: Path) -> str:
        target = open_alone(part)
        if target is None:
            raise FileExistsError(17, "somebody else writes to it", str(part))
        with target, file.open("rb") as source:
            sha256 = self._copy_blocks(source, target)
            os.fsync(target.fileno())
        return sha256

    def _copy_blocks(self, source: BinaryIO, target: BinaryIO) -> str:
        digest = hashlib.sha256()
        while block := source.read(_BLOCK):
            digest.update(block)
            left = memoryview(block)
            while left:
                left = left[target.write(left) :]
            if self._stopped.is_set():
                raise asyncio.CancelledError
        return digest.hexdigest()

    def _name(self, part: Path, name: str, sha256: str) -> Path:
        """Give a copy a name, unless a file with these bytes has one of those it could have."""
        size = part.stat().st_size
        for path in self._names(name, sha256):
            if not os.path.lexists(path):
                return give_name(part, self._names(name, sha256))
            if _is_same(path, size, sha256):
                return path
        raise AssertionError("names have no end")

    def _names(self, name: str, sha256: str) -> Iterator[Path]:
        stem, dot, ending = name.rpartition(".")
        told_apart = f"{stem}-{sha256[:8]}{dot}{ending}" if stem else f"{name}-{sha256[:8]}"
        yield self._folder / name
        yield from (self._folder / numbered(told_apart, number) for number in count(1))


def _is_same(path: Path, size: int, sha256: str) -> bool:
    is_file = path.is_file() and not path.is_symlink()
    return is_file and path.stat().st_size == size and sha256_of(path) == sha256
