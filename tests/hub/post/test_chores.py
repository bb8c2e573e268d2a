"""Knocks and acknowledgements: which answers count, and when to try again."""

import itertools

import pytest

from plong.protocol.ping.models import Knock, Outgoing, ReceiverState, SenderState, Tier
from plong.protocol.ping.schedule import DELAYS, INTERVAL, SPREAD
from plong.store.post.names import key_of_outgoing
from tests.support.peers import NOW, id_of
from tests.support.town import SOURCE, Branch, Town, settle

TARGET = "https://target.example//"
KNOCK, PUBLIC = "https://target.example/ping", "https://target.example/ping/public"
ORIGIN = "https://sender.example"
GROWN = 1 + SPREAD / 2
"""A fake world's jitter is one half."""


async def sent(branch: Branch) -> Outgoing:
    """Send, and try once."""
    branch.open()
    row = await branch.send("alice", TARGET)
    await settle()
    return await branch.post.outbox.get(key_of_outgoing(row))


def asked(town: Town) -> list[str]:
    return [url for _, url, _ in town.asked]


@pytest.mark.parametrize("status", [200, 202, 204, 299])
async def test_any_success_is_a_receipt(town: Town, branch: Branch, status: int) -> None:
    town.statuses[KNOCK] = status
    row = await sent(branch)
    assert (row.state, row.next_try_at) == (SenderState.PING_RECEIVED, None)
    assert asked(town) == [KNOCK]


@pytest.mark.parametrize("status", [301, 308, 400, 401, 403, 410, 415, 429, 500, 503])
async def test_everything_else_means_not_yet(town: Town, branch: Branch, status: int) -> None:
    town.statuses[KNOCK] = status
    row = await sent(branch)
    assert (row.state, row.tries) == (SenderState.PING_EXISTS, 1)
    assert row.next_try_at == NOW + DELAYS[1] * GROWN
    assert asked(town) == [KNOCK]


@pytest.mark.parametrize("status", [404, 405])
async def test_what_is_not_served_is_tried_at_the_other_endpoint(
    town: Town, branch: Branch, status: int
) -> None:
    town.statuses |= {KNOCK: status, PUBLIC: 204}
    row = await sent(branch)
    assert row.state is SenderState.PING_RECEIVED
    assert asked(town) == [KNOCK, PUBLIC]


@pytest.mark.parametrize(
    ("other", "endpoint"), [(503, "/ping/public"), (404, "/ping"), (None, "/ping")]
)
async def test_the_endpoint_that_is_served_is_tried_first(
    town: Town, branch: Branch, other: int | None, endpoint: str
) -> None:
    town.statuses |= {KNOCK: 404} | ({} if other is None else {PUBLIC: other})
    row = await sent(branch)
    assert (row.endpoint, row.tries) == (endpoint, 1)
    town.asked.clear()
    town.clock.time = NOW + DELAYS[1] * GROWN
    branch.wake()
    await settle()
    assert asked(town)[0] == f"https://target.example{endpoint}"


async def test_the_endpoint_that_worked_is_tried_first_for_later_pings(
    town: Town, branch: Branch
) -> None:
    town.statuses |= {KNOCK: 404, PUBLIC: 204}
    await sent(branch)
    await branch.send("bob", TARGET)
    await settle()
    assert asked(town) == [KNOCK, PUBLIC, PUBLIC]
    town.statuses |= {KNOCK: 204, PUBLIC: 404}
    for _ in range(2):
        await branch.send("alice", TARGET)
        await settle()
    assert asked(town)[3:] == [PUBLIC, KNOCK, KNOCK]


async def test_what_is_served_but_takes_nothing_is_not_tried_first_for_later_pings(
    town: Town, branch: Branch
) -> None:
    town.statuses |= {KNOCK: 404, PUBLIC: 503}
    await sent(branch)
    await branch.send("bob", TARGET)
    await settle()
    assert asked(town) == [KNOCK, PUBLIC, KNOCK, PUBLIC]


OTHER_DOORS = [(Tier.USER, "secret"), (Tier.PRIVATE, None)]


@pytest.mark.parametrize("status", [401, 404, 405, 503])
@pytest.mark.parametrize(("door", "token"), OTHER_DOORS)
async def test_of_another_door_there_is_one_path_and_it_is_tried_again(
    town: Town, branch: Branch, door: Tier, token: str | None, status: int
) -> None:
    there = f"https://target.example/ping/{door}"
    town.statuses |= {KNOCK: 404, PUBLIC: 204, there: status}
    await sent(branch)  # so that a path is known
    row = await branch.send("alice", TARGET, door=door, token=token)
    await settle()
    waits = await branch.post.outbox.get(key_of_outgoing(row))
    assert (waits.state, waits.tries, waits.token) == (SenderState.PING_EXISTS, 1, token)
    town.statuses[there] = 204
    town.clock.time = NOW + DELAYS[1] * GROWN
    branch.wake()
    await settle()
    assert asked(town) == [KNOCK, PUBLIC, there, there]
    assert town.tokens == ({there: token} if token else {})
    heard = await branch.post.outbox.get(key_of_outgoing(row))
    assert (heard.state, heard.token) == (SenderState.PING_RECEIVED, None)


@pytest.mark.parametrize(("door", "token"), OTHER_DOORS)
async def test_the_public_door_is_not_looked_for_where_another_one_was(
    town: Town, branch: Branch, door: Tier, token: str | None
) -> None:
    town.statuses |= {KNOCK: 204, f"https://target.example/ping/{door}": 204}
    branch.open()
    await branch.send("alice", TARGET, door=door, token=token)
    await settle()
    await branch.send("alice", TARGET)
    await settle()
    assert asked(town)[1:] == [KNOCK]


async def test_tries_are_made_by_the_schedule_until_the_end(town: Town) -> None:
    branch = Branch(town, ping_max_age=86400)
    await branch.move_in("alice")
    row = await sent(branch)
    times = [town.clock.time]
    while row.next_try_at is not None:
        town.clock.time = row.next_try_at
        times.append(town.clock.time)
        branch.wake()
        await settle()
        row = await branch.post.outbox.get(key_of_outgoing(row))
    gaps = [round(after - at, 3) for at, after in itertools.pairwise(times)]
    assert gaps == [round(delay * GROWN, 3) for delay in (*DELAYS[1:], *[INTERVAL] * 3)]


async def test_what_is_over_is_not_knocked_for(town: Town, branch: Branch) -> None:
    row = await branch.send("alice", TARGET)
    town.clock.time += branch.config.ping_max_age
    branch.open()
    await settle()
    ended = await branch.post.outbox.get(key_of_outgoing(row))
    assert (ended.state, asked(town)) == (SenderState.EXPIRED, [])


# Acknowledgements


async def pulled(branch: Branch, ack_status: int) -> ReceiverState:
    """Have alice pull, and answer her acknowledgement like this."""
    there = Branch(branch.town, "sender.example")
    row = await there.send("", branch.address("alice"))
    await branch.office.incomings.knock(id_of("alice"), Knock(row.ping_id, row.origin), SOURCE)
    branch.town.statuses[f"{row.origin}/outbox/{row.ping_id}/ack"] = ack_status
    branch.open()
    await branch.office.pull(id_of("alice"), row.ping_id)
    (came,) = await branch.post.inbox.named(id_of("alice"), row.ping_id)
    return came.state


@pytest.mark.parametrize("status", [200, 204, 404, 409, 410])
async def test_an_ack_is_confirmed(branch: Branch, status: int) -> None:
    assert await pulled(branch, status) is ReceiverState.ACKNOWLEDGED


@pytest.mark.parametrize("status", [302, 400, 401, 411, 429, 500, 503])
async def test_an_ack_is_repeated_by_the_schedule(branch: Branch, status: int) -> None:
    assert await pulled(branch, status) is ReceiverState.CONTENT_PULLED
    town = branch.town
    (ack,) = [url for url in town.statuses if url.endswith("/ack")]
    assert await branch.post.inbox.next_owed_at(town.clock.time) == NOW + DELAYS[1] * GROWN
    del town.statuses[ack]
    town.clock.time = NOW + DELAYS[1] * GROWN
    branch.wake()
    await settle()
    assert asked(town).count(ack) == 2
    assert await branch.post.inbox.next_owed_at(NOW) is None
