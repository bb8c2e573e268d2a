"""Among tenants of one server: nothing goes over the wire, and everything looks the same."""

import pytest

from plong.protocol.ping.errors import SenderFailed
from plong.protocol.ping.models import Knock, ReceiverState, SenderState
from plong.store.post.names import key_of_outgoing
from tests.support.peers import id_of
from tests.support.post import owner_of
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
