"""What PING keeps in SQLite: it survives its process, shares statements, and finds by indexes."""

import asyncio
import math
import sqlite3
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest

from plong.protocol.errors import Unavailable
from plong.protocol.ping.models import ReceiverState
from plong.protocol.ping.settings import Settings
from plong.protocol.ping.states import ReceiverEvent, SenderEvent
from plong.store import queries
from plong.store.post import arrival_queries, inbox_queries, room_queries, schedule_queries
from plong.store.post.arrival_queries import Comer
from plong.store.post.room import Limits, Share
from plong.store.post.room_queries import Need
from plong.store.post.schedule_queries import Wanted
from plong.store.post.share_queries import TOTAL
from plong.store.post.sqlite import SqlitePost
from plong.store.sqlite import SqliteStore
from tests.support.peers import MANY, NOW, add_peers, id_of
from tests.support.post import (
    PLENTY,
    block_of,
    came,
    incoming_of,
    mask_of,
    outgoing_of,
    owner_of,
    pulled_of,
    sent,
    token_of,
)


@pytest.fixture
async def post(sqlite_store: SqliteStore) -> SqlitePost:
    """What is kept on a real file; alice has said ohai."""
    await add_peers(sqlite_store, "alice")
    return SqlitePost(sqlite_store)


async def test_a_known_knock_is_committed_as_long_as_a_new_one(
    post: SqlitePost, path: Path
) -> None:
    log, sizes = path.with_name(path.name + "-wal"), []
    for _ in range(3):
        await post.inbox.add(incoming_of("alice", "one"), PLENTY)
        sizes.append(log.stat().st_size)
    assert sizes == sorted(set(sizes))


async def test_all_is_there_after_a_restart(
    post: SqlitePost, sqlite_store: SqliteStore, path: Path
) -> None:
    await post.outbox.add(outgoing_of("alice", "one", token="secret"), PLENTY, 60)
    await post.outbox.tried(sent("alice", "one"), NOW + 5, "/ping/public")
    await post.inbox.add(incoming_of("alice", "one"), PLENTY)
    await post.inbox.move(came("alice", "one"), ReceiverEvent.PULL, NOW, pulled_of("Rain."))
    await post.doors.add_block(block_of("", "x"), MANY)
    await post.doors.add_mask(mask_of("alice", "owl", expires_at=NOW, single_pull=True), MANY)
    await post.tokens.add(token_of("alice", "Carol"), MANY)
    await post.doors.change_settings("", lambda _: Settings(math.inf, user=False))
    await sqlite_store.close()
    store = SqliteStore(path)
    await store.open()
    again = SqlitePost(store)
    (row,) = await again.outbox.due(NOW + 5, 9, [], 9)
    assert (row.tries, row.endpoint, row.token) == (1, "/ping/public", "secret")
    assert row.content == "What inspires your writing?"
    assert (await again.inbox.get(came("alice", "one"))).content == "Rain."
    assert len(await again.inbox.unacknowledged(NOW, 9, [], 9)) == 1
    assert await again.doors.blocks("") == [block_of("", "x")]
    mask = mask_of("alice", "owl", expires_at=NOW, single_pull=True)
    assert await again.doors.mask(id_of("owl")) == mask
    assert await again.tokens.of(owner_of("alice")) == [token_of("alice", "Carol")]
    assert await again.doors.settings("") == Settings(math.inf, user=False)
    await again.outbox.move(sent("alice", "one"), SenderEvent.PULL, NOW)
    moved = await again.outbox.move(sent("alice", "one"), SenderEvent.ACK, NOW)
    assert moved.content  # kept for a minute, as was said before the restart
    await store.close()


async def test_a_cursor_stays_valid_when_the_last_row_is_gone(
    post: SqlitePost, sqlite_store: SqliteStore, path: Path
) -> None:
    alice = owner_of("alice")
    await post.inbox.add(incoming_of("alice", "one"), PLENTY)
    cursor = (await post.inbox.page(alice, 0, 9)).cursor
    await sqlite_store.ask(lambda db: db.execute("DELETE FROM inbox"))
    await sqlite_store.close()
    store = SqliteStore(path)
    await store.open()
    again = SqlitePost(store)
    await again.inbox.add(incoming_of("alice", "two"), PLENTY)
    page = await again.inbox.page(alice, cursor, 9)
    assert [row.knock.ping_id for row in page.rows] == ["two"]
    await store.close()


async def test_it_is_closed_with_its_store(post: SqlitePost, sqlite_store: SqliteStore) -> None:
    await sqlite_store.close()
    for question in (
        post.outbox.get(sent("alice", "one")),
        post.inbox.add(incoming_of("", "one"), PLENTY),
        post.doors.mask("x"),
    ):
        with pytest.raises(Unavailable):
            await question


async def test_a_peer_that_goes_meanwhile_leaves_nothing_behind(
    post: SqlitePost, sqlite_store: SqliteStore
) -> None:
    removing = sqlite_store.remove_peer(id_of("alice"))
    adding = (post.outbox.add(outgoing_of("alice", str(n)), PLENTY, 0) for n in range(3))
    knocking = (post.inbox.add(incoming_of("alice", str(n)), PLENTY) for n in range(3))
    await asyncio.gather(*knocking, removing, *adding, return_exceptions=True)
    for table in ("inbox", "outbox", "inbox_contents", "outbox_contents"):
        select = f"SELECT count(*) FROM {table}"
        assert await sqlite_store.ask(lambda db, s=select: db.execute(s).fetchone()) == (0,)  # type: ignore[misc]  # a default
    shares = await sqlite_store.ask(lambda db: db.execute("SELECT * FROM shares").fetchall())
    assert sorted(shares) == [(-1, 0, 0, None, 0, 0, None), (0, 0, 0, None, 0, 0, None)]


async def test_a_ping_that_comes_while_peers_are_pruned_saves_its_own(
    post: SqlitePost, sqlite_store: SqliteStore
) -> None:
    await post.doors.add_block(block_of("alice", "x"), MANY)
    ask, number = sqlite_store.ask, sqlite_store.number_of(owner_of("alice"))
    assert await ask(lambda db: queries.unused_owners(db, NOW)) == [number]
    await post.inbox.add(incoming_of("alice", "one"), PLENTY)
    assert await ask(lambda db: queries.prune_owner(db, number, NOW)) is None
    assert await ask(lambda db: queries.unused_owners(db, NOW)) == []


async def traced(store: SqliteStore, statements: list[str]) -> None:
    await store.ask(lambda db: db.set_trace_callback(statements.append))


@pytest.mark.parametrize("count", [1, 64])
async def test_knocks_at_once_share_a_few_statements(
    post: SqlitePost, sqlite_store: SqliteStore, count: int
) -> None:
    statements: list[str] = []
    await traced(sqlite_store, statements)
    rows = (incoming_of("", str(number)) for number in range(count))
    await asyncio.gather(*(post.inbox.add(row, PLENTY) for row in rows))
    # A statement is traced once more for each of its triggers, which wait for no lock.
    asked = [text.split(maxsplit=1)[0] for text, _ in groupby(statements)]
    assert asked == ["COMMIT", "BEGIN", "WITH", "SELECT", "INSERT", "COMMIT"]


async def plans(store: SqliteStore, statements: Sequence[str]) -> str:
    def explain(db: sqlite3.Connection) -> str:
        asked = [text for text in statements if "SELECT" in text and not text.startswith("--")]
        rows = [row[3] for text in asked for row in db.execute(f"EXPLAIN QUERY PLAN {text}")]
        return "\n".join(rows)

    return await store.ask(explain)


async def test_nothing_is_looked_for_by_reading_all(sqlite_store: SqliteStore) -> None:
    statements: list[str] = []
    await traced(sqlite_store, statements)
    wanted = Wanted(NOW, 10, frozenset(), 10)

    def ask(db: sqlite3.Connection) -> None:
        arrival_queries.add(db, [Comer(0, incoming_of("", "one"), PLENTY)])
        inbox_queries.page(db, 0, 0, 100)
        inbox_queries.named(db, 0, "one")
        for table in (schedule_queries.INBOX, schedule_queries.OUTBOX):
            schedule_queries.due(db, table, wanted, 0)
            schedule_queries.next_due_at(db, table, NOW)
            need = Need(0, Share(0, 1), Limits(Share(), Share()), NOW)
            room_queries.make_room(db, table, need, {0: Share(), TOTAL: Share()})

    await sqlite_store.ask(ask)
    await traced(sqlite_store, [])
    plan = await plans(sqlite_store, statements)
    for table in ("inbox", "outbox", "box", "shares", "peers"):
        assert f"SCAN {table}\n" not in f"{plan}\n", plan
    for index in ("inbox_by_name", "inbox_by_arrival", "inbox_by_due", "outbox_by_due"):
        assert index in plan
    for index in ("outbox_by_keeping", "inbox_by_keeping", "shares_by_outbox_due"):
        assert index in plan


async def test_states_are_written_as_the_specification_spells_them(
    post: SqlitePost, sqlite_store: SqliteStore
) -> None:
    await post.inbox.add(incoming_of("", "one"), PLENTY)
    rows = await sqlite_store.ask(lambda db: db.execute("SELECT state FROM inbox").fetchall())
    assert rows == [(ReceiverState.PING_RECEIVED.value,)]
