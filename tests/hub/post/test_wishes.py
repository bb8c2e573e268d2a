"""Settings, the operator's and the owners'; and what comes of ``kept_for``."""

import math

import pytest

from plong.protocol.errors import BadRequest, NoSuchPeer
from plong.protocol.ping.errors import NoSuchPing
from plong.protocol.ping.models import Knock
from plong.protocol.ping.settings import Settings
from plong.store.post.names import Ages, IncomingKey, key_of_outgoing
from tests.support.peers import id_of
from tests.support.post import owner_of
from tests.support.town import Branch, Town, fields_of

ALICE = id_of("alice")
DAY = 86400
AGES = Ages(2e9, 2e9, 2e9)


@pytest.mark.parametrize("name", ["", "alice"])
async def test_who_has_said_nothing_has_the_operators(town: Town, name: str) -> None:
    branch = Branch(town, ping_kept_for=60)
    await branch.move_in("alice")
    assert await branch.office.doors.settings(owner_of(name)) == Settings(60)


async def test_changes_add_up_and_stay_after_a_restart(branch: Branch) -> None:
    for fields in ({"public": False}, {"kept_for": None}, {"public": True, "user": False}):
        changed = await branch.office.doors.change_settings(ALICE, fields_of(fields))
        assert await branch.office.doors.settings(ALICE) == changed
    assert changed == Settings(math.inf, user=False)
    await branch.kill()
    assert await branch.office.doors.settings(ALICE) == changed
    assert await branch.office.doors.settings(id_of("bob")) == Settings(DAY)


async def test_a_wrong_change_changes_nothing(branch: Branch) -> None:
    with pytest.raises(BadRequest):
        await branch.office.doors.change_settings(ALICE, fields_of({"user": False, "public": 0}))
    assert await branch.office.doors.settings(ALICE) == Settings(DAY)


async def test_nobody_has_no_settings(branch: Branch) -> None:
    nobody = id_of("nobody")
    with pytest.raises(NoSuchPeer):
        await branch.office.doors.settings(nobody)
    with pytest.raises(NoSuchPeer):
        await branch.office.doors.change_settings(nobody, fields_of({}))


KEEPING: list[tuple[float | None, float, bool]] = [
    (0, 0, False),
    (60, 59, True),
    (60, 60, False),
    (None, 1e9, True),
]


@pytest.mark.parametrize(("kept_for", "later", "is_kept"), KEEPING)
async def test_content_is_kept_as_long_as_its_owner_says(
    branch: Branch, kept_for: float | None, later: float, is_kept: bool
) -> None:
    for owner in (ALICE, id_of("bob")):
        await branch.office.doors.change_settings(owner, fields_of({"kept_for": kept_for}))
    row = await branch.send("bob", branch.address("alice"))
    await branch.office.incomings.deliver(ALICE, Knock(row.ping_id, row.origin))
    branch.open()
    await branch.office.pull(ALICE, row.ping_id)
    branch.clock.time += later
    await branch.post.expire(branch.clock.time, AGES)
    sent = await branch.post.outbox.get(key_of_outgoing(row))
    (came,) = await branch.post.inbox.named(ALICE, row.ping_id)
    assert (sent.content, came.content) == (("Rain.", "Rain.") if is_kept else ("", None))


# What was pulled


async def test_what_was_pulled_can_be_read_again(branch: Branch) -> None:
    row = await branch.send("bob", branch.address("alice"))
    await branch.office.incomings.deliver(ALICE, Knock(row.ping_id, row.origin))
    with pytest.raises(NoSuchPing):
        await branch.office.incomings.kept(ALICE, row.ping_id)
    await branch.office.pull(ALICE, row.ping_id)  # nobody confirms it: the rounds do not run
    for origin in (None, row.origin):
        assert (await branch.office.incomings.kept(ALICE, row.ping_id, origin)).content == "Rain."
    branch.open()
    await branch.office.acks.hurry(IncomingKey(ALICE, row.origin, row.ping_id), 5)
    for origin in (None, row.origin):
        assert (await branch.office.incomings.kept(ALICE, row.ping_id, origin)).content == "Rain."


async def test_of_those_who_share_an_id_the_one_that_is_here_is_read(branch: Branch) -> None:
    row = await branch.send("bob", branch.address("alice"), content="")
    other = "https://other.example"
    for origin in (other, row.origin):
        await branch.office.incomings.deliver(ALICE, Knock(row.ping_id, origin))
    branch.open()
    await branch.office.pull(ALICE, row.ping_id, row.origin)
    assert (await branch.office.incomings.kept(ALICE, row.ping_id)).content == ""
    with pytest.raises(NoSuchPing):
        await branch.office.incomings.kept(ALICE, row.ping_id, other)


async def test_what_is_unknown_or_ignored_cannot_be_read(branch: Branch) -> None:
    await branch.office.incomings.deliver(ALICE, Knock("p", "https://other.example"))
    await branch.office.incomings.ignore(ALICE, "p")
    for ping_id, origin in (("p", None), ("x", None), ("x", "https://other.example")):
        with pytest.raises(NoSuchPing):
            await branch.office.incomings.kept(ALICE, ping_id, origin)
