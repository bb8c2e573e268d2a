"""Opens the SQLite file: the only server on it, at the schema's version, durable."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any, Final

from plong.store.base import StoreError

APPLICATION_ID: Final = 0x506C6E67
"""Marks a SQLite file as a Plong store ("Plng"); the first schema file sets it."""
VERSION: Final = 5
"""The schema this program writes: the last file in ``schema/``."""
_STATEMENTS: Final = 512
"""Prepared statements kept: peers are added by one for each number of them."""


def open_file(path: Path) -> sqlite3.Connection:
    """Open or create the store in ``path`` and bring its schema up to date.

    Raises:
        StoreError: another server holds it, it is no intact store, or it cannot be opened.
    """
    if _has_log(path):
        # SQLite writes a log that a killed server left into the file when it closes it, whatever
        # was found there. Who may only read does not.
        to_look = f"{path.absolute().as_uri()}?mode=ro"
        _guard(_connect(path, to_look), path, lambda db: _look(db, path)).close()
    _keep_private(path)
    return _guard(_connect(path), path, lambda db: _begin(db, path))


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(f"{path.name}-wal").exists()
    except OSError:  # who may not look there will not open it either, and is told why
        return False


def _look(db: sqlite3.Connection, path: Path) -> None:
    # A full disk has no room for the index by which a log is read; opening the file needs none.
    with contextlib.suppress(sqlite3.OperationalError):
        _check(db, path)


def _guard(
    db: sqlite3.Connection, path: Path, use: Callable[[sqlite3.Connection], None]
) -> sqlite3.Connection:
    """Return the connection when it was used; close it and say why if it cannot be."""
    try:
        use(db)
    except sqlite3.Error as error:
        db.close()
        raise _explain(path, error) from error
    except StoreError:
        db.close()
        raise
    return db


def _begin(db: sqlite3.Connection, path: Path) -> None:
    # Set before the first look: shared memory beside the file is for those who share it.
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    _check(db, path)
    _take(db)
    _upgrade(db)


def _connect(path: Path, uri: str | None = None) -> sqlite3.Connection:
    try:
        # One thread uses it at a time: the committer's, after this one made it.
        return sqlite3.connect(
            uri or path,
            uri=uri is not None,
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
    except (sqlite3.Error, ValueError) as error:  # ValueError: no file can have this name
        raise _explain(path, error) from error


def _keep_private(path: Path) -> None:
    """Make a new file that its owner alone can read: it holds keys. Those beside it do as it does.

    What cannot be made, SQLite will not open, and says why.
    """
    with contextlib.suppress(OSError, ValueError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _check(db: sqlite3.Connection, path: Path) -> None:
    """Raise unless the file is new or an intact store of ours; nothing has been written to it."""
    if _pragma(db, "application_id") != APPLICATION_ID and _pragma(db, "schema_version") != 0:
        raise StoreError(f"{path} is another program's database; set store to another file.")
    if (version := _pragma(db, "user_version")) > VERSION:
        raise StoreError(
            f"{path} was written by a newer Plong (schema {version}, this one knows {VERSION}); "
            "install that version or set another store."
        )
    if (finding := _pragma(db, "quick_check(1)")) != "ok":
        what = str(finding).splitlines()[-1]
        raise StoreError(f"{path} is damaged ({what}); restore a copy or set another store.")


def _pragma(db: sqlite3.Connection, name: str) -> Any:  # a number, or quick_check's words
    return db.execute(f"PRAGMA {name}").fetchone()[0]


def _take(db: sqlite3.Connection) -> None:
    """Hold the file alone until it is closed, or the process dies in whatever way."""
    db.execute("PRAGMA journal_mode = WAL")
    # NORMAL would lose answered commits when the power fails.
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    # Not every SQLite overwrites by itself what was removed.
    db.execute("PRAGMA secure_delete = ON")
    # The lock is taken by the first write, not by the pragma.
    db.execute("BEGIN IMMEDIATE")
    db.execute("COMMIT")


def _upgrade(db: sqlite3.Connection) -> None:
    version = _pragma(db, "user_version")
    for step in range(version + 1, VERSION + 1):
        schema = resources.files("plong.store").joinpath(f"schema/{step}.sql").read_text("utf-8")
        # One transaction, so that a crash leaves the old version or the new one.
        db.executescript(f"BEGIN; {schema} PRAGMA user_version = {step}; COMMIT;")


def _explain(path: Path, error: Exception) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(f"{path} is in use by another server; stop that one or set store.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreError(f"{path} is not a Plong store ({error}); set store to another file.")
    if name.startswith("SQLITE_FULL"):
        return StoreError(f"{path} cannot be written ({error}); make room on its disk.")
    return StoreError(
        f"{path} cannot be opened ({error}); check that its folder is there and writable."
    )
