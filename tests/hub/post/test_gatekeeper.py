"""Who is let in, at whose door."""

import pytest

from plong.protocol.ping.models import Knock, Mask
from tests.support.peers import id_of
from tests.support.post import owner_of
from tests.support.town import SOURCE, Branch, fields_of

ORIGIN = "https://sender.example/at/x"


async def knocks(branch: Branch, name: str, ping_id: str = "p", origin: str = ORIGIN) -> bool:
    """Tell whether a knock at the address of this name, an id as it stands there, is taken."""
    return await branch.office.incomings.knock(name, Knock(ping_id, origin), SOURCE)


async def mask_of(branch: Branch, **fields: object) -> Mask:
    return await branch.office.doors.make_mask(owner_of("alice"), fields_of(fields))


@pytest.mark.parametrize("name", ["", "alice"])
async def test_everybody_may_knock_at_an_address(branch: Branch, name: str) -> None:
    assert await knocks(branch, owner_of(name))
    (row,) = await branch.inbox(name)
    assert row.knock == Knock("p", ORIGIN)


@pytest.mark.parametrize("name", [id_of("nobody"), "x", "wuu2"])
async def test_where_nobody_is_a_knock_is_held(branch: Branch, name: str) -> None:
    assert not await knocks(branch, name)


async def test_after_a_peer_is_removed_a_knock_is_held(branch: Branch) -> None:
    assert await knocks(branch, id_of("alice"))
    await branch.store.remove_peer(id_of("alice"))
    assert not await knocks(branch, id_of("alice"))


BLOCKS = [
    {"origin": ORIGIN},
    {"prefix": "https://sender.example"},
    {"host": "example"},
    {"network": f"{SOURCE}/24"},
    {"network": "0.0.0.0/0"},
]


@pytest.mark.parametrize("fields", BLOCKS, ids=str)
async def test_who_is_blocked_is_held_until_the_block_is_removed(
    branch: Branch, fields: dict[str, object]
) -> None:
    alice, doors = id_of("alice"), branch.office.doors
    assert await knocks(branch, alice)
    await doors.block(alice, fields_of(fields))
    assert not await knocks(branch, alice)
    assert not await knocks(branch, alice, "another")
    assert await knocks(branch, id_of("bob"))
    assert await doors.unblock(alice, fields_of(fields))
    assert await knocks(branch, alice, "another")
    assert not await doors.unblock(alice, fields_of(fields))


async def test_blocks_hold_after_a_restart(branch: Branch) -> None:
    await branch.office.doors.block(id_of("alice"), fields_of({"origin": ORIGIN}))
    await branch.kill()
    assert not await knocks(branch, id_of("alice"))
    (block,) = await branch.office.doors.blocks(id_of("alice"))
    assert block.value == ORIGIN


@pytest.mark.parametrize(
    "path", ["", f"/at/{id_of('bob')}", "/at/nobody", "/anon/sealed", "//anon//sealed/"]
)
async def test_nobody_outside_may_knock_in_our_own_name(branch: Branch, path: str) -> None:
    assert not await knocks(branch, id_of("alice"), origin=branch.url + path)


async def test_a_mask_stands_for_its_owner_and_has_its_owners_blocks(branch: Branch) -> None:
    mask = await mask_of(branch)
    assert await knocks(branch, mask.mask_id)
    (row,) = await branch.inbox("alice")
    assert row.owner == id_of("alice")
    await branch.office.doors.block(id_of("alice"), fields_of({"origin": ORIGIN}))
    assert not await knocks(branch, mask.mask_id)


async def test_a_mask_that_is_given_up_holds_everybody(branch: Branch) -> None:
    mask = await mask_of(branch)
    assert await knocks(branch, mask.mask_id)
    assert not await branch.office.doors.revoke_mask(id_of("bob"), mask.mask_id)
    assert await knocks(branch, mask.mask_id)
    assert await branch.office.doors.revoke_mask(id_of("alice"), mask.mask_id)
    assert not await knocks(branch, mask.mask_id)
    assert not await knocks(branch, mask.mask_id, "another")


async def test_a_used_mask_takes_only_what_it_took(branch: Branch) -> None:
    mask = await mask_of(branch, single_pull=True)
    assert await knocks(branch, mask.mask_id, "first")
    assert not await knocks(branch, mask.mask_id, "second")
    assert await knocks(branch, mask.mask_id, "first")


async def test_an_expired_mask_takes_nothing(branch: Branch) -> None:
    mask = await mask_of(branch, ttl=60)
    assert await knocks(branch, mask.mask_id, "first")
    branch.clock.time += 60
    assert not await knocks(branch, mask.mask_id, "second")
    assert not await knocks(branch, mask.mask_id, "first")
    assert [mask.used for mask in await branch.office.doors.masks(id_of("alice"))] == [True]


async def test_a_mask_outlives_its_owner_for_nobody(branch: Branch) -> None:
    mask = await mask_of(branch)
    assert await knocks(branch, mask.mask_id)
    # What is remembered of the mask stays, what is remembered of its owner's blocks goes.
    await branch.office.doors.unblock(id_of("alice"), fields_of({"host": "x.example"}))
    await branch.store.remove_peer(id_of("alice"))
    assert not await knocks(branch, mask.mask_id)
