"""Group commit: who shares a commit, and who is told when."""

import asyncio
import sqlite3
from collections.abc import Sequence

import pytest

from plong.store.commits import Committer
from tests.support.tables import Tables, ask_together, write


async def test_who_asks_in_one_turn_shares_a_commit(committer: Committer, tables: Tables) -> None:
    assert await ask_together(committer, *map(write, range(20))) == list(range(20))
    assert tables.commits == 1
    assert tables.committed == list(range(20))


async def test_who_asks_during_a_commit_shares_the_next_one(
    committer: Committer, tables: Tables
) -> None:
    busy = asyncio.ensure_future(committer.ask(tables.wait))
    await asyncio.sleep(0)
    later = [asyncio.ensure_future(committer.ask(write(number))) for number in range(10)]
    rows = [
        asyncio.ensure_future(committer.join(tables.insert, number)) for number in range(10, 20)
    ]
    await asyncio.sleep(0)
    tables.may_go_on.set()
    await asyncio.gather(busy, *later, *rows)
    assert tables.commits == 2
    assert tables.committed == list(range(20))


async def test_no_batch_is_so_big_that_its_first_waits_for_ever(
    committer: Committer, tables: Tables
) -> None:
    await ask_together(committer, *map(write, range(600)))
    assert 1 < tables.commits < 60
    assert tables.committed == list(range(600))


async def test_rows_of_one_turn_are_one_statement(committer: Committer, tables: Tables) -> None:
    await asyncio.gather(*(committer.join(tables.insert, number) for number in range(20)))
    inserts = [text for text in tables.statements if text.startswith("INSERT")]
    assert (len(inserts), tables.commits) == (1, 1)
    assert tables.committed == list(range(20))


async def test_who_joins_another_group_is_not_mixed_up(
    committer: Committer, tables: Tables
) -> None:
    def squares(_: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[int]:
        return [number**2 for number in numbers]

    rows = [committer.join(tables.insert, number) for number in range(10)]
    others = [committer.join(squares, number) for number in range(10)]
    mixed = [question for pair in zip(rows, others, strict=True) for question in pair]
    answers = await asyncio.gather(*mixed)
    assert answers[::2] == tables.committed == list(range(10))
    assert answers[1::2] == [number**2 for number in range(10)]
    assert tables.commits == 1


async def test_the_answer_comes_when_all_is_committed(committer: Committer, tables: Tables) -> None:
    assert await committer.ask(write(7)) == 7
    assert tables.committed == [7]
    await committer.join(tables.insert, 8)
    assert tables.committed == [7, 8]


async def test_nobody_is_told_before_the_commit(committer: Committer, tables: Tables) -> None:
    first = asyncio.ensure_future(committer.ask(write(1)))
    last = asyncio.ensure_future(committer.ask(tables.wait))
    await asyncio.sleep(0)
    assert not first.done()
    assert tables.committed == []
    tables.may_go_on.set()
    await asyncio.gather(first, last)
    assert tables.committed == [1]


async def test_closing_commits_what_was_asked_before(committer: Committer, tables: Tables) -> None:
    asked = [asyncio.ensure_future(committer.ask(write(number))) for number in range(600)]
    await asyncio.sleep(0)
    await committer.close()
    assert [question.result() for question in asked if question.done()] == list(range(600))
    assert tables.committed == list(range(600))
    with pytest.raises(sqlite3.ProgrammingError):
        tables.db.execute("SELECT 1")
