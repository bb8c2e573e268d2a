"""Every time by which something is measured is shifted, in one step; no other is."""

import re
from contextlib import closing
from importlib import resources
from pathlib import Path

from plong.posting import make_post
from plong.protocol.noted_time import Noted
from plong.store.file import open_file
from plong.store.sqlite import SqliteStore
from plong.store.times.queries import SHIFTED, last, shift
from plong.store.times.sqlite import SqliteTimes
from tests.support.peers import NOW, add_peers, claim, digest_of, id_of, peer_of
from tests.support.post import PLENTY, outgoing_of, sent

NOTED = Noted(NOW, NOW + 1)
FACTS = {
    ("peers", "created_at"),  # which others are told
    *(("blocks", "created_at"), ("masks", "created_at"), ("tokens", "created_at")),  # an order
    *(("shares", "outbox_due_at"), ("shares", "inbox_due_at")),  # of the outbox's and the inbox's
    *(("clock", "server_at"), ("clock", "wall_at")),
}
"""Times that are no leases."""


async def test_what_is_noted_is_read_again(sqlite_store: SqliteStore) -> None:
    times = SqliteTimes(sqlite_store)
    assert await times.last() is None
    for noted in (NOTED, Noted(NOW + 60, NOW + 61)):
        await times.note(noted)
        assert await times.last() == noted


def test_every_column_with_a_time_is_shifted_or_a_fact() -> None:
    schema = resources.files("plong.store") / "schema"
    text = "".join(file.read_text() for file in sorted(schema.iterdir(), key=str))
    found = {
        (table, column)
        for table, columns in re.findall(r"CREATE TABLE (\w+) \(\n(.*?)\n\)", text, re.DOTALL)
        for column in re.findall(r"^ {4}(\w+_at) ", columns, re.MULTILINE)
    }
    shifted = {(table, column) for table, columns in SHIFTED.items() for column in columns}
    assert found == shifted | FACTS


async def test_an_identity_lives_by_the_shifted_time(sqlite_store: SqliteStore) -> None:
    await add_peers(sqlite_store, "alice")
    await claim(sqlite_store, "alice", "otter", expires_at=NOW + 60)
    await SqliteTimes(sqlite_store).shift(3600, NOTED)
    assert await sqlite_store.find(digest_of("otter"), NOW + 3659) == peer_of("alice")
    assert await sqlite_store.prune(NOW + 3660, NOW + 3500) == []
    assert (await sqlite_store.counts(NOW)).identities == 0
    assert await sqlite_store.prune(NOW + 3660, NOW + 3600) == [id_of("alice")]
    assert await SqliteTimes(sqlite_store).last() == NOTED


async def test_pings_are_due_at_the_shifted_time(sqlite_store: SqliteStore) -> None:
    outbox = make_post(sqlite_store).outbox
    before = outgoing_of("", "one")
    await outbox.add(before, PLENTY, NOW)
    due_at = await outbox.next_due_at(0)
    assert due_at is not None
    await SqliteTimes(sqlite_store).shift(3600, NOTED)
    assert await outbox.next_due_at(0) == due_at + 3600
    assert (await outbox.get(sent("", "one"))).created_at == before.created_at + 3600


def test_a_shift_that_fails_changes_nothing(path: Path) -> None:
    with closing(open_file(path)) as db:
        db.execute("INSERT INTO peers VALUES (1, 'alice', 1.0, 1.0, NULL)")
        db.execute("BEGIN")
        shift(db, 3600, NOTED)
        db.execute("ROLLBACK")
        assert db.execute("SELECT used_at FROM peers").fetchone() == (1.0,)
        assert last(db) is None
