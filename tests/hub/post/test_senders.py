"""Senders behind addresses of this server: refusals look like answers, and tell nothing."""

import pytest

from plong.protocol.ping.errors import SenderFailed
from plong.protocol.ping.models import Knock, ReceiverState
from tests.support.peers import id_of
from tests.support.town import Branch, settle

BOB = id_of("bob")


async def pull(branch: Branch, origin: str) -> str:
    await branch.office.incomings.deliver(BOB, Knock("p", origin))
    with pytest.raises(SenderFailed) as failed:
        await branch.office.pull(BOB, "p")
    return str(failed.value)


async def test_what_is_no_seal_of_ours_has_no_ping(branch: Branch) -> None:
    assert "404" in await pull(branch, f"{branch.url}/anon/x")


async def test_what_is_over_is_gone(branch: Branch) -> None:
    origin = branch.office.seals.address_for("https://sender.example", "p")
    branch.clock.time += branch.config.ping_max_age + 1
    assert "410" in await pull(branch, origin)


async def test_a_failure_does_not_tell_where_the_sender_is(branch: Branch) -> None:
    origin = branch.office.seals.address_for("https://sender.example", "p")
    words = await pull(branch, origin)
    assert "502" in words
    assert "sender.example" not in words


async def test_a_sender_that_has_gone_needs_no_ack(branch: Branch) -> None:
    sent = await branch.send("alice", "https://nowhere.example")
    origin = branch.office.seals.address_for(sent.origin, sent.ping_id)
    await branch.office.incomings.deliver(BOB, Knock(sent.ping_id, origin))
    await branch.office.pull(BOB, sent.ping_id)
    branch.clock.time += branch.config.ping_max_age + 1
    branch.open()
    await settle()
    (came,) = await branch.post.inbox.named(BOB, sent.ping_id)
    assert came.state is ReceiverState.ACKNOWLEDGED
