"""What is wrong with the place of the file, or with its log: said clearly, nothing overwritten."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from plong.store.file import VERSION, open_file
from tests.support.disk import SmallFile, read_only, small_disk
from tests.support.store_files import count_peers, refusal, write_store
from tests.support.users import unprivileged

PEERS = 500


def leave_log(path: Path, *statements: str) -> dict[str, bytes]:
    """Leave file and log as ``kill -9`` does, with these statements in the log; return both."""
    live = path.with_name("live.db")
    write_store(live, PEERS)
    with closing(open_file(live)) as db:
        for statement in statements:
            db.execute(statement)
        for end in ("", "-wal"):
            shutil.copy(f"{live}{end}", f"{path}{end}")
    live.unlink()
    return contents(path)


def contents(path: Path) -> dict[str, bytes]:
    """Return the bytes of a file and of its log."""
    return {
        file.name: file.read_bytes()
        for file in path.parent.iterdir()
        if file.is_file() and not file.name.endswith("-shm")  # an index of the log, which is made
    }


def peer_row(number: int) -> str:
    return f"INSERT INTO peers VALUES ({1000 + number}, 'peer {number}', 1, 1, NULL)"


def test_a_log_that_a_kill_left_is_read(path: Path) -> None:
    leave_log(path, peer_row(1))
    with closing(open_file(path)) as db:
        assert count_peers(db) == PEERS + 1


def test_a_newer_store_with_a_log_is_left_as_it_is(path: Path) -> None:
    before = leave_log(path, peer_row(1), f"PRAGMA user_version = {VERSION + 1}")
    assert refusal(path).startswith("was written by a newer Plong")
    assert contents(path) == before


def test_a_foreign_database_with_a_log_is_left_as_it_is(path: Path) -> None:
    before = leave_log(path, "PRAGMA application_id = 7")
    assert refusal(path).startswith("is another program's database")
    assert contents(path) == before


def test_a_damaged_store_with_a_log_is_left_as_it_is(path: Path) -> None:
    leave_log(path, peer_row(1))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * 4096 + whole[12288:])
    before = contents(path)
    assert refusal(path).startswith("is damaged (")
    assert contents(path) == before


def test_of_a_damaged_log_all_that_came_before_is_read(path: Path) -> None:
    leave_log(path, *map(peer_row, range(100)))
    log = path.with_name(f"{path.name}-wal")
    whole = bytearray(log.read_bytes())
    whole[-2 * 4096 : -4096] = b"\xa5" * 4096
    log.write_bytes(whole)
    with closing(open_file(path)) as db:
        assert PEERS < count_peers(db) < PEERS + 100
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_read_only_disk_is_refused(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        if isinstance(disk, SmallFile):
            pytest.skip("a disk can only be mounted by root")
        before = write_store(disk.path)
        read_only(disk)
        assert refusal(disk.path).startswith("cannot be opened (")
        assert contents(disk.path) == {disk.path.name: before}


def test_a_read_only_disk_takes_no_new_store(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        if isinstance(disk, SmallFile):
            pytest.skip("a disk can only be mounted by root")
        read_only(disk)
        assert refusal(disk.path).startswith("cannot be opened (")
        assert contents(disk.path) == {}


def test_a_file_below_a_file_is_refused(path: Path) -> None:
    path.write_bytes(b"hi")
    assert refusal(path / "plong.db").startswith("cannot be opened (")
    assert path.read_bytes() == b"hi"


@pytest.mark.parametrize("mode", [0o000, 0o600])
def test_somebody_elses_file_is_refused(readable_folder: Path, mode: int) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    path = readable_folder / "plong.db"
    before = write_store(path)
    path.chmod(mode)
    with unprivileged():
        assert refusal(path).startswith("cannot be opened (")
    assert contents(path) == {path.name: before}


def test_who_asks_sqlite_for_a_copy_while_a_server_has_it_is_refused(path: Path) -> None:
    with (
        closing(open_file(path)),
        closing(sqlite3.connect(path, timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="database is locked"),
    ):
        other.execute("VACUUM INTO ?", (str(path.with_name("copy.db")),))
