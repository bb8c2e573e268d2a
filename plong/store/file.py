"""Opens the SQLite file: the only server on it, at the schema's version, durable."""

import sqlite3
from importlib import resources
from pathlib import Path
from typing import Final

from plong.store.base import StoreError

VERSION: Final = 1
"""The schema this program writes: the last file in ``schema/``."""


def open_file(path: Path) -> sqlite3.Connection:
    """Open or create the store in ``path`` and bring its schema up to date.

    Raises:
        StoreError: another server holds it, it is no store, or it cannot be opened.
    """
    db = _connect(path)
    try:
        _take(db)
        _upgrade(db, path)
    except sqlite3.Error as error:
        db.close()
        raise _explain(path, error) from error
    except StoreError:
        db.close()
        raise
    return db


def _connect(path: Path) -> sqlite3.Connection:
    try:
        # One thread uses it at a time: the committer's, after this one made it.
        return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise _explain(path, error) from error


def _take(db: sqlite3.Connection) -> None:
    """Hold the file alone until it is closed, or the process dies in whatever way."""
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    # NORMAL would lose answered commits when the power fails.
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    # The lock is taken by the first write, not by the pragma.
    db.execute("BEGIN IMMEDIATE")
    db.execute("COMMIT")


def _upgrade(db: sqlite3.Connection, path: Path) -> None:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise StoreError(
            f"{path} was written by a newer Plong (schema {version}, this one knows {VERSION}); "
            "install that version or set another store."
        )
    for step in range(version + 1, VERSION + 1):
        schema = resources.files("plong.store").joinpath(f"schema/{step}.sql").read_text("utf-8")
        # One transaction, so that a crash leaves the old version or the new one.
        db.executescript(f"BEGIN; {schema} PRAGMA user_version = {step}; COMMIT;")


def _explain(path: Path, error: sqlite3.Error) -> StoreError:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(f"{path} is in use by another server; stop that one or set store.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreError(f"{path} is not a Plong store ({error}); it was left as it is.")
    return StoreError(f"{path} cannot be opened: {error}.")
