"""Pulls, by turns."""

import asyncio

from tests.support.peers import id_of
from tests.support.town import SOURCE, Branch, Fate, Town, settle


async def test_slow_senders_of_one_address_hold_up_nobody_elses_pulls(town: Town) -> None:
    here, there = Branch(town, ping_deliveries=4), Branch(town, "there.example")
    await here.move_in("alice", "bob")
    here.open()
    rows = [await there.send("", here.address(name)) for name in ("alice", "alice", "bob")]
    there.open()
    await settle()
    town.fates.append(Fate.HANGS)
    hers = [
        asyncio.ensure_future(here.office.pull(id_of("alice"), row.ping_id, source=SOURCE))
        for row in rows[:2]
    ]
    await settle()
    assert [method for method, _, _ in town.asked].count("GET") == 1
    his = await here.office.pull(id_of("bob"), rows[2].ping_id, source="192.0.2.9")
    assert his.content == "Rain."
    town.give_up()
    await asyncio.gather(*hers, return_exceptions=True)
