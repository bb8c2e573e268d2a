"""By which doors somebody is let in, and with which tokens."""

import pytest

from plong.protocol.ping.errors import BadToken
from plong.protocol.ping.models import Knock, Mask, Tier
from tests.support.peers import id_of
from tests.support.post import owner_of
from tests.support.town import SOURCE, Branch, fields_of

ORIGIN = "https://sender.example/at/x"


async def mask_of(branch: Branch, name: str = "alice") -> Mask:
    return await branch.office.doors.make_mask(id_of(name), fields_of({}))


async def knocks_at(branch: Branch, tier: Tier, ping_id: str = "p", **more: str) -> bool:
    """Tell whether alice takes a knock at one of her doors; anonymous ones come from within."""
    incomings, knock = branch.office.incomings, Knock(ping_id, ORIGIN)
    if tier is Tier.ANONYMOUS:
        return await incomings.deliver(id_of("alice"), knock, tier)
    token = more.get("token")
    return await incomings.knock(more.get("name", id_of("alice")), knock, SOURCE, tier, token)


async def token_for(branch: Branch, name: str = "alice") -> str:
    return (await branch.office.doors.make_token(owner_of(name), fields_of({})))[1]


@pytest.mark.parametrize("closed", list(Tier))
async def test_whoever_knocks_at_a_closed_door_is_held(branch: Branch, closed: Tier) -> None:
    token = await token_for(branch)
    for is_open in (True, False, True):
        change = fields_of({str(closed): is_open})
        await branch.office.doors.change_settings(id_of("alice"), change)
        taken = {tier for tier in Tier if await knocks_at(branch, tier, token=token)}
        assert taken == (set(Tier) if is_open else set(Tier) - {closed})


@pytest.mark.parametrize("tier", list(Tier))
async def test_the_inbox_says_by_which_door_a_ping_came(branch: Branch, tier: Tier) -> None:
    assert await knocks_at(branch, tier, token=await token_for(branch))
    (row,) = await branch.inbox("alice")
    assert row.tier is tier


async def test_a_closed_door_is_its_owners_and_its_masks(branch: Branch) -> None:
    mask = await mask_of(branch)
    await branch.office.doors.change_settings(id_of("alice"), fields_of({"public": False}))
    taken = {
        name: await knocks_at(branch, Tier.PUBLIC, name=name)
        for name in (mask.mask_id, id_of("bob"), "")
    }
    assert taken == {mask.mask_id: False, id_of("bob"): True, "": True}


# Tokens


async def test_a_token_lets_in_to_its_owner(branch: Branch) -> None:
    token = await token_for(branch)
    assert await knocks_at(branch, Tier.USER, name=id_of("alice"), token=token)
    node = await token_for(branch, "")
    assert await knocks_at(branch, Tier.USER, name="", token=node)


async def bad_token(branch: Branch, name: str, token: str | None) -> str:
    """Knock in vain; return what is said."""
    with pytest.raises(BadToken) as refused:
        await branch.office.incomings.knock(name, Knock("p", ORIGIN), SOURCE, Tier.USER, token)
    return str(refused.value)


async def test_without_a_token_everybody_is_told_the_same_wherever(branch: Branch) -> None:
    mask, given_up = await mask_of(branch), await mask_of(branch)
    await branch.office.doors.revoke_mask(id_of("alice"), given_up.mask_id)
    await branch.office.doors.block(id_of("bob"), fields_of({"origin": ORIGIN}))
    masks = (mask.mask_id, given_up.mask_id)
    names = ("", id_of("alice"), id_of("bob"), *masks, id_of("nobody"), "x")
    tokens = (None, "", "x", "é" * 43, id_of("no token"))
    assert len({await bad_token(branch, name, token) for name in names for token in tokens}) == 1


async def test_a_token_is_good_for_nobody_else(branch: Branch) -> None:
    token, given_up = await token_for(branch), await mask_of(branch)
    await branch.office.doors.revoke_mask(id_of("alice"), given_up.mask_id)
    foreign, own = (await mask_of(branch, "bob")).mask_id, (await mask_of(branch)).mask_id
    # Her own mask neither, or who has a token could find out that it is hers.
    for name in ("", id_of("bob"), foreign, own, id_of("nobody"), "x", given_up.mask_id):
        await bad_token(branch, name, token)


async def test_a_revoked_token_lets_nobody_in(branch: Branch) -> None:
    doors, token = branch.office.doors, await token_for(branch)
    assert await knocks_at(branch, Tier.USER, token=token)
    (row,) = await doors.tokens(id_of("alice"))
    assert not await doors.revoke_token(id_of("bob"), row.token_id)
    assert await knocks_at(branch, Tier.USER, token=token)
    assert await doors.revoke_token(id_of("alice"), row.token_id)
    assert not await doors.revoke_token(id_of("alice"), row.token_id)
    await bad_token(branch, id_of("alice"), token)


async def test_tokens_go_with_their_owner(branch: Branch) -> None:
    token = await token_for(branch)
    assert await knocks_at(branch, Tier.USER, token=token)
    await branch.store.remove_peer(id_of("alice"))
    await bad_token(branch, id_of("alice"), token)


async def test_a_token_opens_no_door_to_who_is_blocked(branch: Branch) -> None:
    token = await token_for(branch)
    await branch.office.doors.block(id_of("alice"), fields_of({"origin": ORIGIN}))
    assert not await knocks_at(branch, Tier.USER, token=token)


async def test_other_doors_want_no_token(branch: Branch) -> None:
    for tier in (Tier.PUBLIC, Tier.PRIVATE):
        assert await knocks_at(branch, tier, token="nonsense")
