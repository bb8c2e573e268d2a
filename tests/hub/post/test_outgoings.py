"""What is sent, and who may fetch it where."""

import uuid

import pytest

from plong.protocol.errors import NoSuchPeer, OutboxFull
from plong.protocol.ping.errors import Gone, NoSuchPing, NotPulled, NotYourOrigin
from plong.protocol.ping.models import Mask, Outgoing, SenderState
from plong.protocol.ping.outbox import hash_of
from plong.store.post.names import key_of_outgoing
from tests.support.peers import id_of
from tests.support.town import Branch, Town, fields_of

ALICE, BOB = id_of("alice"), id_of("bob")
TARGET = "https://target.example/"


async def mask_of(branch: Branch, name: str = "alice", **fields: object) -> Mask:
    return await branch.office.doors.make_mask(id_of(name), fields_of(fields))


async def state_of(branch: Branch, row: Outgoing) -> SenderState:
    return (await branch.post.outbox.get(key_of_outgoing(row))).state


async def test_what_is_sent_waits_under_a_random_id(branch: Branch) -> None:
    rows = [await branch.send("alice", TARGET, "Grüße") for _ in range(2)]
    assert len({row.ping_id for row in rows}) == 2
    assert {uuid.UUID(row.ping_id).version for row in rows} == {4}
    assert rows[0].content_hash == hash_of("Grüße")
    assert rows[0].target == TARGET
    assert rows[0].state is SenderState.PING_EXISTS


@pytest.mark.parametrize("name", ["", "alice"])
async def test_the_origin_is_ones_own_however_it_is_written(branch: Branch, name: str) -> None:
    address = branch.address(name)
    odd = address.replace("http://here.example", "HTTP://Here.Example:80/") + "/"
    for origin in (None, address, odd):
        assert (await branch.send(name, TARGET, origin=origin)).origin == address


async def test_nobody_sends_in_anothers_name(branch: Branch) -> None:
    foreign = await mask_of(branch, "bob")
    ended, given_up = await mask_of(branch, ttl=60), await mask_of(branch)
    await branch.office.doors.revoke_mask(ALICE, given_up.mask_id)
    branch.clock.time += 60
    masks = [mask.mask_id for mask in (foreign, ended, given_up)]
    addresses = [branch.office.premises.address_of(name) for name in (*masks, BOB, id_of("x"), "")]
    for origin in (*addresses, "https://other.example", f"{branch.url}/elsewhere"):
        with pytest.raises(NotYourOrigin):
            await branch.send("alice", TARGET, origin=origin)


async def test_a_full_outbox_and_a_removed_owner_are_refused(town: Town) -> None:
    branch = Branch(town, ping_box_pings=1)
    await branch.move_in("alice")
    await branch.send("alice", TARGET)
    with pytest.raises(OutboxFull):
        await branch.send("alice", TARGET)
    with pytest.raises(NoSuchPeer):
        await branch.send("bob", TARGET)


async def test_content_is_served_until_it_is_acknowledged(branch: Branch) -> None:
    row, outgoings = await branch.send("alice", TARGET), branch.office.outgoings
    for _ in range(2):
        assert (await outgoings.serve(ALICE, row.ping_id)).content == "Rain."
    for _ in range(2):
        await outgoings.acknowledge(ALICE, row.ping_id)
    for ask in (outgoings.serve, outgoings.look):
        with pytest.raises(Gone):
            await ask(ALICE, row.ping_id)


async def test_looking_moves_nothing(branch: Branch) -> None:
    row, outgoings = await branch.send("alice", TARGET), branch.office.outgoings
    assert (await outgoings.look(ALICE, row.ping_id)).content == "Rain."
    assert await state_of(branch, row) is SenderState.PING_EXISTS


async def test_an_ack_before_any_pull_is_refused_and_loses_nothing(branch: Branch) -> None:
    row, outgoings = await branch.send("alice", TARGET), branch.office.outgoings
    with pytest.raises(NotPulled):
        await outgoings.acknowledge(ALICE, row.ping_id)
    assert (await outgoings.serve(ALICE, row.ping_id)).content == "Rain."


async def refuses(branch: Branch, name: str, ping_id: str) -> None:
    outgoings = branch.office.outgoings
    for ask in (outgoings.serve, outgoings.look, outgoings.acknowledge):
        with pytest.raises(NoSuchPing):
            await ask(name, ping_id)


async def test_a_ping_is_found_at_the_address_that_announced_it_only(branch: Branch) -> None:
    mask = await mask_of(branch)
    own = await branch.send("alice", TARGET)
    masked = await branch.send(
        "alice", TARGET, origin=branch.office.premises.address_of(mask.mask_id)
    )
    await refuses(branch, mask.mask_id, own.ping_id)
    await refuses(branch, ALICE, masked.ping_id)
    for name in (BOB, "", id_of("nobody"), "x"):
        await refuses(branch, name, own.ping_id)
    await refuses(branch, ALICE, "unknown")
    outgoings = branch.office.outgoings
    assert (await outgoings.serve(mask.mask_id, masked.ping_id)).content == "Rain."


async def test_a_mask_serves_after_its_end_but_not_after_it_is_given_up(branch: Branch) -> None:
    mask = await mask_of(branch, ttl=60)
    origin = branch.office.premises.address_of(mask.mask_id)
    row = await branch.send("alice", TARGET, origin=origin)
    branch.clock.time += 61
    assert (await branch.office.outgoings.serve(mask.mask_id, row.ping_id)).content == "Rain."
    await branch.office.doors.revoke_mask(ALICE, mask.mask_id)
    await refuses(branch, mask.mask_id, row.ping_id)


async def test_with_a_peer_its_outbox_is_gone(branch: Branch) -> None:
    row = await branch.send("alice", TARGET)
    await branch.store.remove_peer(ALICE)
    await refuses(branch, ALICE, row.ping_id)
