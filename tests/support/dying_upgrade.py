"""Upgrades a store again and again, each time killed a little later; says what is found.

Run as ``python -m tests.support.dying_upgrade STORE``, in a process of its own because it forks.
The file stays as it is, or away.
"""

import itertools
import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from plong.store import file

_MARKS = ("BEGIN", "PRAGMA user_version = ", "COMMIT")
"""Statements before which it is killed: a step's first, and its last two."""
_ENDS = ("", "-wal", "-shm")


def main(original: Path) -> None:
    """Print what each death has left, and what the next start makes of it, a line of JSON each."""
    dying, left = original.with_name("dying.db"), original.with_name("left.db")
    for mark in itertools.count(1):
        _copy(original, dying)
        if not _is_killed_at(mark, dying):
            return
        _copy(dying, left)
        file.open_file(dying).close()
        print(json.dumps([_found(left), _found(dying)]))


def _copy(source: Path, target: Path) -> None:
    """Copy a file and what is beside it."""
    for end in _ENDS:
        beside = target.with_name(target.name + end)
        beside.unlink(missing_ok=True)
        if (there := source.with_name(source.name + end)).exists():
            shutil.copy(there, beside)


def _is_killed_at(mark: int, path: Path) -> bool:
    """Upgrade in a child that is killed at its so manieth mark; False: it has fewer."""
    child = os.fork()
    if not child:
        _upgrade(mark, path)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def _upgrade(killed_at: int, path: Path) -> None:
    numbers, connect = itertools.count(1), file._connect

    def count(statement: str) -> None:
        if statement.startswith(_MARKS) and next(numbers) == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def counting(path: Path, uri: str | None = None) -> sqlite3.Connection:
        db = connect(path, uri)
        db.set_trace_callback(count)
        return db

    file._connect = counting
    file.open_file(path).close()


def _found(path: Path) -> dict[str, object]:
    """Say what is in a file, without upgrading it."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        schema = sorted(row[0] for row in rows)
        has_peers = any("TABLE peers" in sql for sql in schema)
        peers = db.execute("SELECT public_id FROM peers").fetchall() if has_peers else []
        return {
            "version": db.execute("PRAGMA user_version").fetchone()[0],
            "schema": schema,
            "peers": peers,
            "check": db.execute("PRAGMA integrity_check").fetchone()[0],
        }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
