"""A file of an earlier version becomes one of today's, with all that was in it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest

from plong.posting import make_post
from plong.protocol.models import Counts
from plong.store.file import VERSION, open_file
from plong.store.sqlite import SqliteStore
from tests.support.peers import MANY, NOW, ROOMY, claim, digest_of, id_of, peer_of
from tests.support.post import PLENTY, incoming_of, token_of
from tests.support.store_files import refusal

SCHEMA = resources.files("plong.store") / "schema"


def write_version_1(path: Path) -> bytes:
    """Write the file that Plong wrote before PING: alice, who holds "otter", and a secret."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(SCHEMA.joinpath("1.sql").read_text() + "PRAGMA user_version = 1;")
    db.execute("INSERT INTO peers VALUES (7, ?, ?, ?)", (id_of("alice"), NOW, NOW))
    db.execute("INSERT INTO identities VALUES (?, 7, ?, NULL)", (digest_of("otter"), NOW + 60))
    db.execute("INSERT INTO secrets VALUES ('passphrases', x'01')")
    db.close()
    return path.read_bytes()


async def test_all_that_was_there_is_there(path: Path) -> None:
    write_version_1(path)
    store = SqliteStore(path)
    await store.open()
    assert await store.counts(NOW) == Counts(1, 1)
    assert await store.find(digest_of("otter"), NOW) == peer_of("alice")
    assert await store.secret("passphrases", b"new") == b"\1"
    await store.close()


async def test_the_old_and_the_new_work_together(path: Path) -> None:
    write_version_1(path)
    store = SqliteStore(path)
    await store.open()
    post = make_post(store)
    await post.inbox.add(incoming_of("alice", "one"), PLENTY)
    await post.tokens.add(token_of("alice", "Carol"), MANY)
    await store.add_peer(peer_of("bob"), ROOMY)
    await claim(store, "bob", "heron")
    await store.remove_peer(id_of("alice"))
    assert await store.counts(NOW) == Counts(1, 1)
    await store.close()


def schema_of(version: int, folder: Path) -> list[str]:
    """Return what a whole file of a version says of its tables."""
    with closing(sqlite3.connect(folder / f"version {version}.db")) as db:
        for step in range(1, version + 1):
            db.executescript(SCHEMA.joinpath(f"{step}.sql").read_text())
        rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(row[0] for row in rows)


@pytest.mark.parametrize("first", [0, 1])
def test_whoever_is_killed_leaves_whole_steps_and_the_next_start_goes_on(
    path: Path, first: int
) -> None:
    peers = [[id_of("alice")]] if first else []
    if first:
        write_version_1(path)
    command = [sys.executable, "-m", "tests.support.dying_upgrade", str(path)]
    deaths = [
        json.loads(line)
        for line in subprocess.run(command, check=True, capture_output=True).stdout.splitlines()
    ]
    schemas = [schema_of(version, path.parent) for version in range(VERSION + 1)]
    assert {left["version"] for left, _ in deaths} == set(range(first, VERSION))
    for left, upgraded in deaths:
        version = left["version"]
        expected = {"schema": schemas[version], "peers": peers, "check": "ok"}
        assert left == {"version": version, **expected}
        assert upgraded == {"version": VERSION, **expected, "schema": schemas[VERSION]}


def test_the_version_is_todays(path: Path) -> None:
    write_version_1(path)
    db = open_file(path)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    db.close()


def test_an_upgrade_that_fails_leaves_the_old_file(path: Path) -> None:
    write_version_1(path)
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE masks (in_the_way)")
    db.close()
    content = path.read_bytes()
    assert "masks already exists" in refusal(path)
    db = sqlite3.connect(path)
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert "inbox" not in tables
    db.close()
    assert len(path.read_bytes()) == len(content)
