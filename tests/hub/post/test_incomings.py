"""Knocks that are taken, and what waits in an inbox."""

import pytest

from plong.protocol.errors import InboxFull, RateLimited
from plong.protocol.ping.errors import BadToken, NoSuchPing
from plong.protocol.ping.models import Knock, ReceiverState, Tier
from tests.support.peers import id_of
from tests.support.town import SOURCE, Branch, Town, fields_of

ORIGIN = "https://sender.example"
ALICE = id_of("alice")


async def knock(branch: Branch, ping_id: str, origin: str = ORIGIN, source: str = SOURCE) -> bool:
    return await branch.office.incomings.knock(ALICE, Knock(ping_id, origin), source)


async def test_a_new_knock_is_told_once(branch: Branch) -> None:
    assert await knock(branch, "p")
    assert await knock(branch, "p")
    assert branch.heard == [(ALICE, Knock("p", ORIGIN))]


async def test_what_is_held_is_not_told(branch: Branch) -> None:
    await branch.office.doors.block(ALICE, fields_of({"origin": ORIGIN}))
    assert not await knock(branch, "p")
    assert branch.heard == []


async def test_pings_of_one_id_and_two_origins_are_two(branch: Branch) -> None:
    await knock(branch, "p")
    await knock(branch, "p", "https://other.example")
    assert len(await branch.inbox("alice")) == 2


async def test_who_knocks_too_often_is_told_so_whatever_the_door(town: Town) -> None:
    branch = Branch(town, pings_per_minute=2)
    await branch.move_in("alice")
    await branch.office.doors.block(ALICE, fields_of({"host": "blocked.example"}))
    assert await knock(branch, "p")
    assert not await knock(branch, "p", "https://blocked.example")
    for origin in (ORIGIN, "https://blocked.example"):
        with pytest.raises(RateLimited):
            await knock(branch, "p", origin)
    assert await knock(branch, "p", source="198.51.100.1")
    town.clock.time += 30
    assert await knock(branch, "p")


async def test_too_often_is_said_before_any_token_is_looked_at(town: Town) -> None:
    branch = Branch(town, pings_per_minute=1)
    await branch.move_in("alice")
    knock_as = branch.office.incomings.knock
    with pytest.raises(BadToken):
        await knock_as(ALICE, Knock("p", ORIGIN), SOURCE, Tier.USER, "guess")
    with pytest.raises(RateLimited):
        await knock_as(ALICE, Knock("p", ORIGIN), SOURCE, Tier.USER, "another guess")


async def test_a_full_inbox_says_so_and_still_knows_what_it_has(town: Town) -> None:
    branch = Branch(town, ping_box_pings=1)
    await branch.move_in("alice")
    assert await knock(branch, "p")
    with pytest.raises(InboxFull):
        await knock(branch, "q")
    assert await knock(branch, "p")
    await branch.office.incomings.ignore(ALICE, "p")
    assert await knock(branch, "q")


async def test_an_inbox_is_listed_in_pages(branch: Branch) -> None:
    for number in range(5):
        await knock(branch, f"p{number}")
    incomings = branch.office.incomings
    first = await incomings.page(ALICE, limit=3)
    second = await incomings.page(ALICE, first.cursor)
    ids = [row.knock.ping_id for row in (*first.rows, *second.rows)]
    assert ids == ["p0", "p1", "p2", "p3", "p4"]
    assert (first.is_last, second.is_last) == (False, True)


async def test_what_is_ignored_goes_and_stays_gone(branch: Branch) -> None:
    await knock(branch, "p")
    await branch.office.incomings.ignore(ALICE, "p")
    assert await knock(branch, "p")
    assert await branch.inbox("alice") == []
    assert len(branch.heard) == 1
    with pytest.raises(NoSuchPing):
        await branch.office.pull(ALICE, "p")


async def test_ignoring_an_id_ignores_all_of_it_unless_an_origin_is_named(branch: Branch) -> None:
    other = "https://other.example"
    for origin in (ORIGIN, other):
        await knock(branch, "p", origin)
    await branch.office.incomings.ignore(ALICE, "p", other)
    assert [row.knock.origin for row in await branch.inbox("alice")] == [ORIGIN]
    await branch.office.incomings.ignore(ALICE, "p")
    assert await branch.inbox("alice") == []


async def test_what_is_unknown_is_ignored_without_a_word(branch: Branch) -> None:
    await branch.office.incomings.ignore(ALICE, "unknown")
    await branch.office.incomings.ignore(ALICE, "unknown", ORIGIN)


async def test_what_was_pulled_is_not_ignored(branch: Branch) -> None:
    row = await branch.send("bob", branch.address("alice"))
    await branch.office.incomings.deliver(ALICE, Knock(row.ping_id, row.origin))
    branch.open()
    await branch.office.pull(ALICE, row.ping_id)
    await branch.office.incomings.ignore(ALICE, row.ping_id)
    (known,) = await branch.post.inbox.named(ALICE, row.ping_id)
    assert known.state is ReceiverState.ACKNOWLEDGED
