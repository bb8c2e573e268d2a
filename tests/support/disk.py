"""A small disk that fills up: a real one where the test may mount it, else a bound on the file."""

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plong.store.sqlite import SqliteStore

_SIZE = "2m"


class SmallDisk:
    """A mounted file system of two megabytes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "plong.db"
        self._filler = folder / "filler"

    async def fill(self, _: SqliteStore) -> None:
        """Leave room for nothing."""
        self.fill_up()

    def fill_up(self) -> None:
        """Do so before there is a store."""
        with self._filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError as error:
                assert error.errno == errno.ENOSPC  # noqa: PT017  # how a disk says that it is full

    async def free(self, _: SqliteStore) -> None:
        """Make room again."""
        self.make_room()

    def make_room(self) -> None:
        """Do so whether or not there is a store."""
        self._filler.unlink()


class SmallFile:
    """What SQLite itself does when the file may not grow: the same refusal, from one layer up."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "plong.db"

    async def fill(self, store: SqliteStore) -> None:
        """Let the file be no bigger than it is."""
        await self._limit(store, 1)

    async def free(self, store: SqliteStore) -> None:
        """Let it grow."""
        await self._limit(store, 1_000_000)

    def make_room(self) -> None:
        """Do nothing: the bound ends with the store."""

    async def _limit(self, store: SqliteStore, pages: int) -> None:
        assert store._committer is not None
        await store._committer.ask(lambda db: db.execute(f"PRAGMA max_page_count = {pages}"))


Disk = SmallDisk | SmallFile


def read_only(disk: SmallDisk) -> None:
    """Let nobody write to it any more; no file on it may be open for that."""
    folder = str(disk.path.parent)
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True, capture_output=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Mount a disk on ``folder``; where that is not allowed, bound the file."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        is_mounted = False
    if not is_mounted:
        yield SmallFile(folder)
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
