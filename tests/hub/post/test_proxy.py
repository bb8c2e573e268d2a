"""The anonymous proxy: what it says at the target, how often it may be asked, and both ends."""

import asyncio
import json

import pytest

from plong.protocol.errors import BadRequest, RateLimited, ServerFull
from plong.protocol.ping.anonymous import AnonymousKnock
from plong.protocol.ping.errors import TargetFailed
from plong.protocol.ping.models import Incoming, Knock, ReceiverState, SenderState, Tier
from plong.store.post.names import key_of_outgoing
from tests.support.peers import id_of
from tests.support.post import owner_of
from tests.support.town import SOURCE, Branch, Fate, Town, settle

ORIGIN = "https://sender.example/at/x"
TARGET = "https://target.example//at/y/"
PING = "https://target.example//at/y/ping"
KNOCK = Knock("p", ORIGIN, "x", "a" * 64, 5)


async def knock(branch: Branch, target: str, source: str = SOURCE, origin: str = ORIGIN) -> int:
    asked = AnonymousKnock(target, Knock("p", origin, "x", "a" * 64, 5))
    async with asyncio.timeout(5):
        return await branch.office.anonymous.knock(asked, source)


async def test_the_target_hears_everything_but_the_origin(branch: Branch) -> None:
    branch.town.statuses[PING] = 202
    assert await knock(branch, TARGET) == 202
    ((method, url, body),) = branch.town.asked
    assert (method, url) == ("POST", PING)
    said = json.loads(body or b"")
    assert said.pop("origin").startswith("http://here.example/anon/A")
    assert said == {"ping_id": "p", "payload_type": "x", "content_hash": "a" * 64, "size": 5}
    assert SOURCE not in str(branch.town.asked)
    assert "sender" not in str(branch.town.asked)


@pytest.mark.parametrize(
    ("statuses", "status"), [((404, 204), 204), ((405, 401), 401), ((404, 405), 405)]
)
async def test_a_target_may_serve_the_other_endpoint(
    branch: Branch, statuses: tuple[int, int], status: int
) -> None:
    branch.town.statuses |= dict(zip((PING, f"{PING}/public"), statuses, strict=True))
    assert await knock(branch, TARGET) == status
    assert len(branch.town.asked) == 2


@pytest.mark.parametrize("status", [200, 302, 403, 429, 503])
async def test_the_status_is_the_answer(branch: Branch, status: int) -> None:
    branch.town.statuses[PING] = status
    assert await knock(branch, TARGET) == status
    assert len(branch.town.asked) == 1


async def test_without_an_answer_nobody_learns_why(branch: Branch) -> None:
    branch.town.statuses[PING] = 999
    for target in (TARGET, "https://nowhere.example"):
        with pytest.raises(TargetFailed) as failed:
            await knock(branch, target)
        assert str(failed.value) == "Nobody answers at the target."


@pytest.mark.parametrize("path", ["/anon", "/anon/x"])
async def test_an_origin_that_is_sealed_already_is_refused(branch: Branch, path: str) -> None:
    with pytest.raises(BadRequest):
        await knock(branch, TARGET, origin=branch.url + path)


async def test_who_asks_too_often_is_told_so_whatever_is_asked(town: Town) -> None:
    branch = Branch(town, pings_per_minute=3)
    proxy = branch.office.anonymous
    town.statuses[PING] = 204
    for _ in range(3):
        await knock(branch, TARGET)
    for origin in (ORIGIN, f"{branch.url}/anon"):
        with pytest.raises(RateLimited):
            await knock(branch, TARGET, origin=origin)
    for ask in (proxy.fetch, proxy.look, proxy.acknowledge):
        with pytest.raises(RateLimited):
            await ask("x", "p", SOURCE)
    assert await knock(branch, TARGET, "198.51.100.1") == 204


async def test_targets_that_do_not_answer_take_no_more_than_their_share(town: Town) -> None:
    branch = Branch(town, ping_deliveries=4)
    town.fates.extend([Fate.HANGS] * 4)
    addresses = [f"198.51.100.{number}" for number in range(4)]
    asked = [asyncio.create_task(knock(branch, TARGET, address)) for address in addresses[:3]]
    await settle()
    with pytest.raises(RateLimited):
        await knock(branch, TARGET, addresses[0])
    asked.append(asyncio.create_task(knock(branch, TARGET, addresses[3])))
    await settle()
    with pytest.raises(ServerFull):
        await knock(branch, TARGET)
    town.give_up()
    failed = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(error) for error in failed] == [TargetFailed] * 4
    town.statuses[PING] = 204
    assert await knock(branch, TARGET) == 204


async def test_who_waits_for_a_tenant_takes_nobodys_place(town: Town) -> None:
    branch = Branch(town, ping_deliveries=1)
    town.statuses[PING] = 204
    waiting = asyncio.create_task(knock(branch, f"{branch.url}/at/x"))
    await settle()
    assert await knock(branch, TARGET) == 204
    branch.office.anonymous.end()
    with pytest.raises(TargetFailed):
        await waiting


async def pulled(receiver: Branch, name: str, ping_id: str) -> Incoming:
    """Pull what has come anonymously, and return it as it stands afterwards."""
    receiver.open()
    assert (await receiver.office.pull(owner_of(name), ping_id)).content == "Rain."
    (row,) = await receiver.post.inbox.named(owner_of(name), ping_id)
    return row


@pytest.mark.parametrize("receiver", ["here.example", "there.example", "third.example"])
async def test_from_the_first_knock_to_the_last_ack(town: Town, receiver: str) -> None:
    branches = {host: Branch(town, host) for host in ("here.example", "there.example")}
    here, there = branches.values()
    bobs = branches.get(receiver) or Branch(town, receiver)
    await bobs.move_in("bob")
    sent = await there.send("", "https://nowhere.example")
    said = Knock(sent.ping_id, sent.origin, "ask", sent.content_hash)
    asked = AnonymousKnock(bobs.address("bob"), said)
    assert await here.office.anonymous.knock(asked, SOURCE) == 204
    came = await pulled(bobs, "bob", sent.ping_id)
    assert came.state is ReceiverState.ACKNOWLEDGED
    assert came.knock.origin.startswith("http://here.example/anon/")
    assert came.tier is (Tier.ANONYMOUS if bobs is here else Tier.PUBLIC)
    row = await there.post.outbox.get(key_of_outgoing(sent))
    assert row.state is SenderState.ACKNOWLEDGED


async def test_a_tenant_can_be_hidden_from_a_tenant(branch: Branch) -> None:
    sent = await branch.send("alice", "https://nowhere.example")
    asked = AnonymousKnock(branch.address("bob"), Knock(sent.ping_id, sent.origin))
    assert await branch.office.anonymous.knock(asked, SOURCE) == 204
    came = await pulled(branch, "bob", sent.ping_id)
    assert came.state is ReceiverState.ACKNOWLEDGED
    assert id_of("alice") not in came.knock.origin
