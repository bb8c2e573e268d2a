"""Refusals come before the first write, so that the transaction they share may be committed."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plong.protocol.errors import Refusal
from plong.store import queries
from plong.store.base import Room
from plong.store.file import open_file
from tests.support.peers import NOW, ROOMY, digest_of, identity_of, peer_of

ALICE, BOB, NOBODY = 1, 2, 99


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    """Alice holds "otter", once; there is also bob."""
    db = open_file(path)
    queries.add_peers(db, [(ALICE, peer_of("alice"), 7), (BOB, peer_of("bob"), None)])
    queries.claim(db, ALICE, identity_of("otter", uses=1), NOW, ROOMY)
    yield db
    db.close()


REFUSED: dict[str, Callable[[sqlite3.Connection], object]] = {
    "no peer to remove": lambda db: queries.remove_peer(db, NOBODY),
    "nobody's claim": lambda db: queries.claim(db, NOBODY, identity_of("x"), NOW, ROOMY),
    "taken": lambda db: queries.claim(db, BOB, identity_of("otter"), NOW, ROOMY),
    "full": lambda db: queries.claim(db, BOB, identity_of("heron"), NOW, Room(1)),
    "dead": lambda db: queries.find(db, digest_of("otter"), NOW + 60),
    "unknown": lambda db: queries.find(db, digest_of("heron"), NOW),
}


@pytest.mark.parametrize("case", REFUSED)
def test_who_is_refused_has_written_nothing(db: sqlite3.Connection, case: str) -> None:
    before = db.total_changes
    with pytest.raises(Refusal):
        REFUSED[case](db)
    assert db.total_changes == before


@pytest.mark.parametrize("count", [1, 2, 256])
def test_any_number_of_peers_is_added_with_one_statement(
    db: sqlite3.Connection, count: int
) -> None:
    peers = [
        (10 + number, peer_of(str(number), NOW + number), number or None) for number in range(count)
    ]
    statements: list[str] = []
    db.set_trace_callback(statements.append)
    queries.add_peers(db, peers)
    db.set_trace_callback(None)
    assert len(statements) == 1
    assert list(queries.all_peers(db))[2:] == peers


def test_identities_are_counted_by_the_way_they_are_kept(db: sqlite3.Connection) -> None:
    for number in range(5):
        queries.claim(db, BOB, identity_of(str(number), NOW + number), NOW, ROOMY)
    queries.prune(db, NOW + 1, NOW - 1)
    queries.remove_peer(db, ALICE)
    counted = db.execute("SELECT count(*) FROM identities").fetchone()[0]
    kept = db.execute("SELECT rows FROM totals WHERE name = 'identities'").fetchone()[0]
    assert counted == kept == 3
