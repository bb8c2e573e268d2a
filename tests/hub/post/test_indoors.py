"""Knocking at tenants for anonymous senders: whoever does not answer, nobody learns why."""

import asyncio

import pytest

from plong.hub.post.indoors import Indoors
from plong.protocol.errors import InboxFull
from plong.protocol.ping.errors import TargetFailed
from plong.protocol.ping.models import Knock, Tier
from tests.support.fakes import end_of_turn
from tests.support.peers import id_of
from tests.support.town import SOURCE, Branch, Town, fields_of, settle

ALICE = id_of("alice")
ORIGIN = "http://here.example/anon/AQx"
KNOCK = Knock("p", ORIGIN)


def indoors_of(branch: Branch) -> Indoors:
    return Indoors(branch.config, branch.office.premises, branch.office.incomings)


async def knock(indoors: Indoors, target: str) -> int:
    return await indoors.knock(target, KNOCK, SOURCE, asyncio.get_running_loop().time())


async def make_dead_ends(branch: Branch) -> list[str]:
    """Return addresses of the house where nobody answers, each for another reason."""
    doors, mask = branch.office.doors, await branch.office.doors.make_mask(ALICE, fields_of({}))
    await doors.revoke_mask(ALICE, mask.mask_id)
    used = await doors.make_mask(ALICE, fields_of({"single_pull": True}))
    await branch.office.incomings.deliver(used.mask_id, Knock("q", ORIGIN))
    await doors.block(id_of("bob"), fields_of({"origin": ORIGIN}))
    await branch.move_in("carol")
    await doors.change_settings(id_of("carol"), fields_of({"anonymous": False}))
    names = [*map(id_of, ("nobody", "bob", "carol")), mask.mask_id, used.mask_id]
    paths = [*(f"/at/{name}" for name in names), "/at/x", "/elsewhere", "/anon", "/anon/AQx"]
    return [branch.url + path for path in paths]


@pytest.mark.parametrize("name", ["alice", ""])
async def test_a_tenant_hears_that_the_sender_is_anonymous(branch: Branch, name: str) -> None:
    assert await knock(indoors_of(branch), branch.address(name)) == 204
    (came,) = await branch.inbox(name)
    assert (came.knock, came.tier) == (KNOCK, Tier.ANONYMOUS)
    assert branch.town.asked == []


async def test_whoever_does_not_answer_says_the_same_after_the_same_time(town: Town) -> None:
    branch = Branch(town, ping_hold=0.01)
    await branch.move_in("alice", "bob")
    dead_ends = await make_dead_ends(branch)
    words = set()
    for target in dead_ends:
        with pytest.raises(TargetFailed) as failed:
            await knock(indoors_of(branch), target)
        words.add(str(failed.value))
    assert words == {"Nobody answers at the target."}


async def test_whoever_does_not_answer_has_the_sender_held(branch: Branch) -> None:
    for target in await make_dead_ends(branch):
        indoors = indoors_of(branch)
        knocking = asyncio.create_task(knock(indoors, target))
        await settle()
        assert len(indoors.holds) == 1, target
        indoors.holds.end()
        with pytest.raises(TargetFailed):
            await knocking


async def test_the_time_of_the_decision_does_not_show(branch: Branch) -> None:
    async with asyncio.timeout(5):
        long_ago = asyncio.get_running_loop().time() - 15
        with pytest.raises(TargetFailed):
            await indoors_of(branch).knock(f"{branch.url}/at/x", KNOCK, SOURCE, long_ago)


async def test_who_hangs_up_is_not_held(branch: Branch) -> None:
    indoors = indoors_of(branch)
    knocking = asyncio.create_task(knock(indoors, f"{branch.url}/at/x"))
    await end_of_turn()
    knocking.cancel()
    await asyncio.gather(knocking, return_exceptions=True)
    assert len(indoors.holds) == 0


@pytest.mark.parametrize("block", [{"network": "0.0.0.0/0"}, {"host": "sender.example"}])
async def test_who_an_anonymous_sender_is_cannot_be_found_out_by_blocks(
    branch: Branch, block: dict[str, object]
) -> None:
    await branch.office.doors.block(ALICE, fields_of(block))
    assert await knock(indoors_of(branch), branch.address("alice")) == 204


async def test_a_full_inbox_says_so(town: Town) -> None:
    branch = Branch(town, ping_box_pings=1)
    await branch.office.incomings.deliver("", Knock("q", ORIGIN))
    with pytest.raises(InboxFull):
        await knock(indoors_of(branch), branch.address())
