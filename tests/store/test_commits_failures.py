"""Group commit: one that fails spoils no other."""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence

import pytest

from plong.protocol.errors import Refusal, ServerFull, Unavailable
from plong.store.commits import Committer, Work
from tests.support.tables import (
    Tables,
    ask_together,
    break_sql,
    crash,
    refuse,
    write,
    write_unless_there,
    write_with_debt,
)


@pytest.mark.parametrize(
    ("bad", "error"),
    [(refuse, ServerFull), (crash, ZeroDivisionError), (break_sql, Unavailable)],
)
async def test_one_that_fails_spoils_no_other(
    committer: Committer,
    tables: Tables,
    bad: Work[object],
    error: type[Exception],
) -> None:
    first, failed, last = await ask_together(committer, write(1), bad, write(2))
    assert (first, last) == (1, 2)
    assert isinstance(failed, error)
    assert tables.committed == [1, 2]


async def test_a_refusal_shares_the_commit_with_what_is_done(
    committer: Committer, tables: Tables
) -> None:
    await ask_together(committer, write(1), refuse, write(2))
    assert tables.commits == 1


async def test_a_row_that_fails_spoils_no_other(committer: Committer, tables: Tables) -> None:
    await committer.join(tables.insert, 1)
    adding = (committer.join(tables.insert, number) for number in (1, 2, 3))
    results = await asyncio.gather(*adding, committer.ask(write(4)), return_exceptions=True)
    assert isinstance(results[0], Unavailable)
    assert results[1:] == [2, 3, 4]
    assert tables.committed == [1, 2, 3, 4]


async def test_a_group_refuses_some_and_shares_the_commit(
    committer: Committer, tables: Tables
) -> None:
    def add_the_odd(db: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[int | Refusal]:
        tables.insert(db, [number for number in numbers if number % 2])
        return [number if number % 2 else ServerFull() for number in numbers]

    joining = (committer.join(add_the_odd, number) for number in range(4))
    results = await asyncio.gather(*joining, return_exceptions=True)
    assert [result for result in results if isinstance(result, ServerFull)] == results[::2]
    assert results[1::2] == tables.committed == [1, 3]
    assert tables.commits == 1


async def test_what_fails_half_way_leaves_nothing(committer: Committer, tables: Tables) -> None:
    def half(db: sqlite3.Connection) -> None:
        write(1)(db)
        break_sql(db)

    (failed,) = await ask_together(committer, half)
    assert isinstance(failed, Unavailable)
    assert await committer.ask(write(2)) == 2
    assert tables.committed == [2]


async def test_a_commit_that_fails_spoils_no_other(committer: Committer, tables: Tables) -> None:
    first, failed = await ask_together(committer, write(2), write_with_debt)
    assert first == 2
    assert isinstance(failed, Unavailable)
    assert tables.committed == [2]


async def test_a_refusal_whose_cause_was_rolled_back_holds_no_more(
    committer: Committer, tables: Tables
) -> None:
    failed, answer = await ask_together(committer, write_with_debt, write_unless_there(1, 2))
    assert isinstance(failed, Unavailable)
    assert answer == 2
    assert tables.committed == [2]


async def test_an_error_of_sqlite_is_logged_once_and_so_is_its_end(
    committer: Committer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.WARNING, "plong.store"):
        await ask_together(committer, *[break_sql] * 20)
        monkeypatch.setattr("plong.store.outage.CALM", 0)
        await ask_together(committer, lambda db: db.execute("SELECT * FROM numbers").fetchall())
        await ask_together(committer, write(1))
    begun, over = caplog.messages
    assert begun.startswith("The store refuses transactions: no such table: nowhere.")
    assert over == "The store works again; transactions refused meanwhile: 20."


async def test_an_asker_who_leaves_spoils_no_other(committer: Committer, tables: Tables) -> None:
    leaver = asyncio.ensure_future(committer.ask(write(1)))
    stayer = asyncio.ensure_future(committer.ask(write(2)))
    await asyncio.sleep(0)
    leaver.cancel()
    assert await asyncio.wait_for(stayer, 5) == 2
    assert tables.committed == [1, 2]
