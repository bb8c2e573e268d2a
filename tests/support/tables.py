"""A database with a table of numbers, and work on it that succeeds or fails in every way."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from plong.protocol.errors import ServerFull
from plong.store.commits import Committer, Work

_DEFERRED = "REFERENCES numbers (number) DEFERRABLE INITIALLY DEFERRED"


class Tables:
    """A connection with a table of numbers, whose commits can be counted and kept waiting."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY)")
        self.db.execute("PRAGMA foreign_keys = ON")
        self.db.execute(f"CREATE TABLE debts (number {_DEFERRED})")
        self.statements: list[str] = []
        self.db.set_trace_callback(self.statements.append)
        self.may_go_on = threading.Event()

    @property
    def commits(self) -> int:
        return self.statements.count("COMMIT")

    @property
    def committed(self) -> list[int]:
        """What another connection sees: only what is committed."""
        with sqlite3.connect(self.path) as other:
            numbers = [row[0] for row in other.execute("SELECT number FROM numbers ORDER BY 1")]
        other.close()
        return numbers

    def insert(self, db: sqlite3.Connection, rows: Sequence[int]) -> Sequence[int]:
        """Work of a group: adds all the numbers with one statement."""
        db.execute(f"INSERT INTO numbers VALUES {','.join('(?)' for _ in rows)}", rows)
        return rows

    def wait(self, _: sqlite3.Connection) -> None:
        """Work that keeps the thread busy."""
        assert self.may_go_on.wait(5)


def write(number: int) -> Work[int]:
    def work(db: sqlite3.Connection) -> int:
        db.execute("INSERT INTO numbers VALUES (?)", (number,))
        return number

    return work


def refuse(_: sqlite3.Connection) -> None:
    raise ServerFull


def write_unless_there(other: int, number: int) -> Work[int]:
    def work(db: sqlite3.Connection) -> int:
        if db.execute("SELECT 1 FROM numbers WHERE number = ?", (other,)).fetchone():
            raise ServerFull
        return write(number)(db)

    return work


def write_with_debt(db: sqlite3.Connection) -> None:
    """Write 1, and what makes the commit fail: only then are debts looked at."""
    write(1)(db)
    db.execute("INSERT INTO debts VALUES (99)")


def crash(_: sqlite3.Connection) -> None:
    raise ZeroDivisionError


def break_sql(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO nowhere VALUES (1)")


async def ask_together(committer: Committer, *works: Work[object]) -> list[object]:
    """Ask in one turn of the loop, so that all come into one batch; return answers or errors."""
    questions = (committer.ask(work) for work in works)
    return await asyncio.gather(*questions, return_exceptions=True)
