"""Blocks, masks and tokens, as owners make and remove them; what they do, test_gatekeeper says."""

import pytest

from plong.protocol.errors import BadRequest, NoSuchPeer, ServerFull
from plong.protocol.ids import is_public_id
from plong.protocol.ping.token import Token, token_id_of
from tests.support.peers import NOW, id_of
from tests.support.town import Branch, Town, fields_of

ALICE = id_of("alice")


async def test_a_block_is_kept_in_its_canonical_form(branch: Branch) -> None:
    doors = branch.office.doors
    for host in ("Relay.Example", "relay.example."):
        await doors.block(ALICE, fields_of({"host": host}))
    (block,) = await doors.blocks(ALICE)
    assert (block.owner, block.value, block.created_at) == (ALICE, "relay.example", NOW)
    assert await doors.blocks(id_of("bob")) == []


async def test_a_mask_has_a_random_id_and_its_wishes(branch: Branch) -> None:
    doors = branch.office.doors
    masks = [await doors.make_mask(ALICE, fields_of({"ttl": 60})) for _ in range(2)]
    assert all(is_public_id(mask.mask_id) for mask in masks)
    assert masks[0].mask_id != masks[1].mask_id
    assert masks[0].expires_at == NOW + 60
    assert sorted(map(repr, await doors.masks(ALICE))) == sorted(map(repr, masks))


async def test_a_token_is_random_and_not_kept(branch: Branch) -> None:
    doors = branch.office.doors
    made = [await doors.make_token(ALICE, fields_of({"name": name})) for name in ("Carol", "")]
    (carol, secret), (other, other_secret) = made
    assert carol == Token(token_id_of(secret) or "", ALICE, "Carol", NOW)
    assert secret != other_secret
    assert {*await doors.tokens(ALICE)} == {carol, other}
    assert secret not in repr(await doors.tokens(ALICE))
    assert await doors.tokens(id_of("bob")) == []


async def test_there_are_as_many_as_the_operator_allows(town: Town) -> None:
    branch = Branch(town, ping_blocks=1, ping_masks=1, ping_tokens=1)
    await branch.move_in("alice")
    doors = branch.office.doors
    await doors.block(ALICE, fields_of({"host": "a.example"}))
    with pytest.raises(ServerFull):
        await doors.block(ALICE, fields_of({"host": "b.example"}))
    mask = await doors.make_mask(ALICE, fields_of({}))
    with pytest.raises(ServerFull):
        await doors.make_mask(ALICE, fields_of({}))
    await doors.revoke_mask(ALICE, mask.mask_id)
    await doors.make_mask(ALICE, fields_of({}))
    token, _ = await doors.make_token(ALICE, fields_of({}))
    with pytest.raises(ServerFull):
        await doors.make_token(ALICE, fields_of({}))
    await doors.revoke_token(ALICE, token.token_id)
    await doors.make_token(ALICE, fields_of({}))


async def test_what_is_wrong_is_refused(branch: Branch) -> None:
    doors = branch.office.doors
    for ask in (doors.block, doors.unblock):
        with pytest.raises(BadRequest):
            await ask(ALICE, fields_of({}))
    with pytest.raises(BadRequest):
        await doors.make_mask(ALICE, fields_of({"ttl": "long"}))
    with pytest.raises(BadRequest):
        await doors.make_token(ALICE, fields_of({"name": 1}))
    with pytest.raises(NoSuchPeer):
        await doors.make_token(id_of("nobody"), fields_of({}))
    with pytest.raises(NoSuchPeer):
        await doors.block(id_of("nobody"), fields_of({"host": "a.example"}))
