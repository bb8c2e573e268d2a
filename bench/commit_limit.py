"""The limit of durable commits: what a disk and SQLite allow whoever stores before answering.

Run as a program, not imported by the bench: `commit_limit.py FOLDER ROWS SECONDS`. It writes
groups of ROWS rows, each group one INSERT in one transaction, and the next as soon as the last is
on the disk. Prints one JSON object: rows a second.
"""

import itertools
import json
import sqlite3
import sys
import time
from pathlib import Path

ROW = "x" * 256
"""About what a knock says. There is no index: whoever must know a repeat does more than this."""
WARM_UP = 0.5


def _open(folder: Path) -> sqlite3.Connection:
    db = sqlite3.connect(folder / "limit.db", isolation_level=None)
    # As Plong's store: NORMAL would lose answered commits when the power fails.
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE knocks (said TEXT NOT NULL)")
    return db


def _commits_for(db: sqlite3.Connection, rows: int, seconds: float) -> float:
    """Commit for so long; return how many a second."""
    insert = f"INSERT INTO knocks VALUES {','.join(['(?)'] * rows)}"
    values = [ROW] * rows
    start = time.perf_counter()
    for done in itertools.count(1):
        db.execute(insert, values)  # outside of BEGIN: a transaction of its own
        if (passed := time.perf_counter() - start) >= seconds:
            return done / passed
    raise AssertionError


def _main() -> None:
    folder, rows, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    db = _open(folder)
    _commits_for(db, rows, WARM_UP)
    print(json.dumps({"rate": round(rows * _commits_for(db, rows, seconds))}))


if __name__ == "__main__":
    _main()
