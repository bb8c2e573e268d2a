"""Among tenants of one server: nothing goes over the wire, and everything looks the same."""

import pytest

from plong.protocol.ping.errors import SenderFailed
from plong.protocol.ping.models import Knock, ReceiverState, SenderState, Tier
from plong.store.post.names import key_of_outgoing
from tests.support.peers import id_of
from tests.support.post import PLENTY, outgoing_of, owner_of
from tests.support.town import SOURCE, Branch, fields_of, settle


@pytest.mark.parametrize(("sender", "receiver"), [("alice", "bob"), ("", "bob"), ("bob", "")])
async def test_tenants_reach_each_other_without_the_wire(
    branch: Branch, sender: str, receiver: str
) -> None:
    branch.open()
    row = await branch.send(sender, branch.address(receiver))
    await settle()
    (came,) = await branch.inbox(receiver)
    assert came.knock == Knock(row.ping_id, branch.address(sender), "ask", row.content_hash, 5)
    pulled = await branch.office.pull(owner_of(receiver), row.ping_id)
    assert pulled.content == "Rain."
    sent = await branch.post.outbox.get(key_of_outgoing(row))
    assert sent.state is SenderState.ACKNOWLEDGED
    (known,) = await branch.post.inbox.named(owner_of(receiver), row.ping_id)
    assert known.state is ReceiverState.ACKNOWLEDGED
    assert branch.town.asked == []


@pytest.mark.parametrize("path", [f"/at/{id_of('nobody')}", "/at/x", "/elsewhere"])
async def test_where_nobody_is_it_is_tried_again(branch: Branch, path: str) -> None:
    branch.open()
    row = await branch.send("alice", branch.url + path)
    await settle()
    sent = await branch.post.outbox.get(key_of_outgoing(row))
    assert (sent.state, sent.tries) == (SenderState.PING_EXISTS, 1)
    assert branch.town.asked == []


async def token_of(branch: Branch, name: str) -> str:
    return (await branch.office.doors.make_token(id_of(name), fields_of({})))[1]


@pytest.mark.parametrize("host", ["here.example", "there.example"])
@pytest.mark.parametrize("door", [Tier.PUBLIC, Tier.USER, Tier.PRIVATE])
async def test_in_the_house_and_over_the_wire_it_comes_by_the_door_that_was_chosen(
    branch: Branch, door: Tier, host: str
) -> None:
    there = branch if host == "here.example" else Branch(branch.town, host)
    await there.move_in("carol")
    branch.open()
    token = await token_of(there, "carol") if door is Tier.USER else None
    await branch.send("alice", there.address("carol"), door=door, token=token)
    await settle()
    (came,) = await there.inbox("carol")
    assert came.tier is door
    said = {f"{there.address('carol')}/ping/user": token} if token and there is not branch else {}
    assert branch.town.tokens == said


@pytest.mark.parametrize("host", ["here.example", "there.example"])
async def test_a_token_that_is_none_of_theirs_means_not_yet(branch: Branch, host: str) -> None:
    there = branch if host == "here.example" else Branch(branch.town, host)
    await there.move_in("carol", "dave")
    branch.open()
    token = await token_of(there, "dave")
    row = await branch.send("alice", there.address("carol"), door=Tier.USER, token=token)
    await settle()
    waits = await branch.post.outbox.get(key_of_outgoing(row))
    assert (waits.state, waits.tries, waits.token) == (SenderState.PING_EXISTS, 1, token)
    assert await there.inbox("carol") == []


async def test_a_token_is_said_at_no_other_door(branch: Branch) -> None:
    row = outgoing_of("alice", "p", token="secret")
    branch.town.statuses[f"{row.target}{row.endpoint}"] = 204
    await branch.post.outbox.add(row, PLENTY, 0)
    branch.open()
    await settle()
    assert (len(branch.town.asked), branch.town.tokens) == (1, {})


async def test_a_blocked_tenant_learns_nothing(branch: Branch) -> None:
    branch.open()
    await branch.office.doors.block(id_of("bob"), fields_of({"origin": branch.address("alice")}))
    row = await branch.send("alice", branch.address("bob"))
    await settle()
    sent = await branch.post.outbox.get(key_of_outgoing(row))
    assert (sent.state, sent.tries) == (SenderState.PING_EXISTS, 1)


@pytest.mark.parametrize("path", ["/elsewhere", f"/at/{id_of('alice')}"])
async def test_a_pull_from_a_tenant_that_has_nothing_fails(branch: Branch, path: str) -> None:
    incomings = branch.office.incomings
    await incomings.deliver(id_of("bob"), Knock("p", branch.url + path))
    with pytest.raises(SenderFailed, match="404"):
        await branch.office.pull(id_of("bob"), "p")


async def test_over_the_wire_each_question_goes_where_it_is_due(branch: Branch) -> None:
    there = Branch(branch.town, "there.example")
    await there.move_in("bob")
    branch.open()
    there.open()
    row = await branch.send("alice", there.address("bob"))
    await settle()
    await there.office.pull(id_of("bob"), row.ping_id)
    outbox = f"{branch.address('alice')}/outbox/{row.ping_id}"
    urls = [url for _, url, _ in branch.town.asked]
    assert urls == [f"{there.address('bob')}/ping", outbox, f"{outbox}/ack"]
    assert SOURCE not in str(branch.town.asked)
