"""The schema: numbered files, a comment a column, names that say what they hold."""

import re
import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from plong.store.file import APPLICATION_ID, VERSION, open_file

SCHEMA = resources.files("plong.store") / "schema"
FILES = sorted(entry.name for entry in SCHEMA.iterdir())
KEPT_IN_FULL = """
peers: number INTEGER, public_id TEXT, created_at REAL, used_at REAL, place INTEGER
identities: digest BLOB, peer INTEGER, expires_at REAL, uses INTEGER,\
 place INTEGER
secrets: name TEXT, value BLOB
totals: name TEXT, rows INTEGER
shares: owner INTEGER, outbox_rows INTEGER, outbox_bytes INTEGER, outbox_due_at REAL,\
 inbox_rows INTEGER, inbox_bytes INTEGER, inbox_due_at REAL
outbox: number INTEGER, owner INTEGER, ping_id TEXT, origin TEXT, target TEXT, payload_type TEXT,\
 content_hash TEXT, state TEXT, created_at REAL, endpoint TEXT, token TEXT, tries INTEGER,\
 due_at REAL, kept_for REAL, row_bytes INTEGER, content_bytes INTEGER, stage INTEGER, stage_at REAL
outbox_contents: number INTEGER, content TEXT
inbox: number INTEGER, owner INTEGER, ping_id TEXT, origin TEXT, payload_type TEXT,\
 content_hash TEXT, size INTEGER, tier TEXT, state TEXT, received_at REAL, tries INTEGER,\
 due_at REAL, kept_for REAL, row_bytes INTEGER, content_bytes INTEGER, stage INTEGER, stage_at REAL
inbox_contents: number INTEGER, content TEXT
blocks: owner INTEGER, kind TEXT, value TEXT, created_at REAL
masks: mask_id TEXT, owner INTEGER, created_at REAL, expires_at REAL, single_pull INTEGER,\
 used INTEGER, revoked INTEGER, first_ping INTEGER
tokens: token_id TEXT, owner INTEGER, name TEXT, created_at REAL
settings: owner INTEGER, public INTEGER, user INTEGER, private INTEGER, anonymous INTEGER,\
 kept_for REAL
lcdp_peers: number INTEGER, address TEXT, delay REAL, cookie TEXT, heard_at REAL
lcdp_keys: number INTEGER, key BLOB, address TEXT, is_proven INTEGER, heard_at REAL
sqlite_sequence: name, seq
"""


def describe(db: sqlite3.Connection) -> set[str]:
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        f"{table}: "
        + ", ".join(
            f"{row[1]} {row[2]}".strip() for row in db.execute(f"PRAGMA table_info({table})")
        )
        for table in tables
    }


def test_there_is_a_file_for_each_version() -> None:
    versions = range(1, VERSION + 1)
    assert [f"{version}.sql" for version in versions] == FILES


def test_a_new_file_is_marked_with_program_and_version(path: Path) -> None:
    db = open_file(path)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert db.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"Plng"),)
    db.close()


def test_a_store_keeps_this_and_nothing_else(path: Path) -> None:
    db = open_file(path)
    assert describe(db) == set(KEPT_IN_FULL.strip().splitlines())
    db.close()


@pytest.mark.parametrize("file", FILES)
def test_every_column_has_a_comment(file: str) -> None:
    schema = SCHEMA.joinpath(file).read_text()
    tables = re.findall(r"CREATE TABLE[^;]+?\(\n(.*?)\n\)", schema, re.DOTALL)
    tables += re.findall(r"ADD COLUMN\n(.*)", schema)
    assert tables
    for table in tables:
        lines = table.splitlines()
        for number, line in enumerate(lines):
            if re.match(r" {4}\w", line):
                assert re.search(r"-- \w.{6}", line + _continuation(lines, number)), line


def _continuation(lines: list[str], number: int) -> str:
    """Return the next line if it belongs to the same column: its comment may stand there."""
    following = [*lines, ""][number + 1]
    return following if following.startswith(" " * 8) else ""


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO peers VALUES (1, NULL, 1.0, 1.0, 1)",
        "INSERT INTO peers VALUES (1, 'a', NULL, 1.0, 1)",
        "INSERT INTO peers VALUES (1, 'a', 1.0, NULL, 1)",
        "INSERT INTO identities VALUES (x'01', 1, 1.0, NULL, 1)",
        "INSERT INTO identities VALUES (x'01', NULL, 1.0, NULL, 1)",
        "INSERT INTO secrets VALUES ('a', NULL)",
        "INSERT INTO outbox_contents VALUES (1, 'of no ping')",
        "INSERT INTO inbox_contents VALUES (1, 'of no ping')",
        "INSERT INTO blocks VALUES (0, 'host', NULL, 1.0)",
        "INSERT INTO tokens VALUES ('a', 0, NULL, 1.0)",
        "INSERT INTO settings VALUES (0, 1, 1, 1, 1, NULL)",
        "INSERT INTO shares (owner) VALUES (0)",
        "INSERT INTO lcdp_peers VALUES (1, '127.0.0.1:1', NULL, NULL, 1.0)",
        "INSERT INTO lcdp_keys VALUES (1, x'01', '127.0.0.1:1', 1, 1.0)",
    ],
)
def test_the_schema_itself_refuses_what_makes_no_sense(path: Path, statement: str) -> None:
    db = open_file(path)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)
    db.close()
