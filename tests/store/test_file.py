"""Opening the file: who may, how safely, and when it cannot be."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from plong.store.base import StoreError
from plong.store.file import VERSION, open_file
from tests.support.store_files import (
    assert_untouched,
    count_peers,
    refusal,
    write_database,
    write_store,
)
from tests.support.users import unprivileged


def test_a_new_file_is_made_and_stays_when_it_is_closed(path: Path) -> None:
    open_file(path).close()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_owner_alone_reads_a_new_file_and_those_beside_it(path: Path) -> None:
    with closing(open_file(path)):
        modes = {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()}
    assert modes == {path.name: "0o600", f"{path.name}-wal": "0o600"}


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    db = open_file(path)
    assert count_peers(db) == 0
    db.close()


def test_commits_are_on_the_disk_before_they_are_answered(path: Path) -> None:
    db = open_file(path)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    db.close()


def test_a_store_is_what_it_was_when_it_is_opened_again(path: Path) -> None:
    write_store(path, peers=3)
    db = open_file(path)
    assert count_peers(db) == 3
    db.close()


def test_what_was_removed_is_not_in_the_file(path: Path) -> None:
    with closing(open_file(path)) as db:
        for name in ("removed", "kept"):
            db.execute("INSERT INTO peers VALUES (NULL, ?, 0, 0, NULL)", (f"{name} canary",))
    with closing(open_file(path)) as db:
        db.execute("DELETE FROM peers WHERE public_id = 'removed canary'")
    assert b"kept canary" in path.read_bytes()
    assert b"removed canary" not in path.read_bytes()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_second_opener_is_refused(path: Path, is_new: bool) -> None:
    if not is_new:
        write_store(path, peers=1)
    first = open_file(path)
    assert refusal(path) == "is in use by another server; stop that one or set store."
    first.close()
    open_file(path).close()


def test_a_refused_file_is_let_go_at_once(path: Path) -> None:
    write_database(path, "CREATE TABLE diary (day)")
    with pytest.raises(StoreError) as _held:  # and with it all that its frames refer to
        open_file(path)
    write_database(path, "INSERT INTO diary VALUES ('Monday')")


DIES_BEFORE_A_STATEMENT = """
import os, signal, sqlite3, sys
from pathlib import Path
from plong.store.file import open_file

left, connect = int(sys.argv[2]), sqlite3.connect

def die_in_time(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def connect_and_watch(*args, **options):
    db = connect(*args, **options)
    db.set_trace_callback(die_in_time)
    return db

sqlite3.connect = connect_and_watch
open_file(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("statement", [1, 7, 9, 11, 13, 18, 20, 22, 26, 40, 60])
def test_a_kill_during_the_first_start_leaves_a_file_that_opens(path: Path, statement: int) -> None:
    command = [sys.executable, "-c", DIES_BEFORE_A_STATEMENT, str(path), str(statement)]
    done = subprocess.run(command, env={"PYTHONPATH": ":".join(sys.path)}, check=False)
    assert done.returncode == -signal.SIGKILL
    db = open_file(path)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert count_peers(db) == 0
    db.close()


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "plong.db"
    assert refusal(path) == (
        "cannot be opened (unable to open database file); "
        "check that its folder is there and writable."
    )
    assert not path.parent.exists()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("cannot be opened (")


def test_a_name_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nul\0.db").startswith("cannot be opened (")


def test_a_file_that_may_only_be_read_is_refused(readable_folder: Path) -> None:
    path = readable_folder / "plong.db"
    content = write_store(path, peers=3)
    path.chmod(0o444)
    readable_folder.chmod(0o555)
    with unprivileged():
        assert refusal(path).startswith("cannot be opened (")
    assert_untouched(path, content)


def test_a_folder_that_may_not_be_entered_is_refused(readable_folder: Path) -> None:
    readable_folder.chmod(0o600)
    with unprivileged():
        assert refusal(readable_folder / "plong.db").startswith("cannot be opened (")
    assert list(readable_folder.iterdir()) == []


def test_a_folder_that_may_only_be_read_is_refused(readable_folder: Path) -> None:
    readable_folder.chmod(0o555)
    with unprivileged():
        assert refusal(readable_folder / "plong.db").startswith("cannot be opened (")
    assert list(readable_folder.iterdir()) == []
