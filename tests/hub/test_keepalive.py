"""Peers that vanished are found."""

import asyncio

import pytest

from plong.hub.keepalive import Keepalive
from plong.protocol.closes import GOING_AWAY
from tests.support.fakes import Client, end_of_turn, make_client

TURNS = 20
"""Turns of the wheel in one interval."""
SPREAD = 10
"""Of them who came together is pinged in."""


async def turn(keepalive: Keepalive, times: int = TURNS) -> None:
    for _ in range(times):
        await keepalive.turn()


@pytest.fixture
def keepalive() -> Keepalive:
    return Keepalive(interval=60)


@pytest.fixture
async def client(keepalive: Keepalive) -> Client:
    """A client that is watched, and leaves when dismissed."""
    client = make_client()
    keepalive.add(client.connection)
    client.listener.leave = lambda: keepalive.remove(client.connection)
    return client


async def test_the_first_to_come_is_pinged_one_interval_later(
    keepalive: Keepalive, client: Client
) -> None:
    await turn(keepalive, TURNS - 1)
    assert client.wire.pings == 0
    await turn(keepalive, 1)
    assert client.wire.pings == 1


async def test_who_answers_is_pinged_once_an_interval(keepalive: Keepalive, client: Client) -> None:
    for interval in range(1, 6):
        await turn(keepalive)
        client.connection.heard()
        assert client.wire.pings == interval
    assert client.listener.dismissals == []


async def test_who_lets_a_ping_go_by_is_cut_and_watched_no_more(
    keepalive: Keepalive, client: Client
) -> None:
    await turn(keepalive)
    await turn(keepalive, TURNS - 1)
    assert client.listener.dismissals == []
    await turn(keepalive, 1)
    assert client.listener.dismissals == [GOING_AWAY]
    assert client.wire.is_aborted
    await turn(keepalive, 3 * TURNS)
    assert client.listener.dismissals == [GOING_AWAY]


async def test_who_left_is_not_pinged(keepalive: Keepalive, client: Client) -> None:
    keepalive.remove(client.connection)
    await turn(keepalive, 2 * TURNS)
    assert client.wire.pings == 0


async def come(keepalive: Keepalive, count: int) -> list[Client]:
    clients = [make_client() for _ in range(count)]
    for client in clients:
        keepalive.add(client.connection)
    return clients


async def test_who_come_together_are_pinged_one_after_another(keepalive: Keepalive) -> None:
    clients = await come(keepalive, SPREAD)
    await turn(keepalive, TURNS - SPREAD)
    for done in range(1, SPREAD + 1):
        await turn(keepalive, 1)
        assert [client.wire.pings for client in clients] == [0] * (SPREAD - done) + [1] * done


async def test_who_comes_later_is_pinged_no_sooner(keepalive: Keepalive) -> None:
    for _ in range(TURNS + 7):
        await turn(keepalive, 1)
        [client] = await come(keepalive, 1)
        await turn(keepalive, TURNS - SPREAD)
        assert client.wire.pings == 0


async def test_a_few_are_pinged_before_others_have_their_turn(keepalive: Keepalive) -> None:
    clients = await come(keepalive, 10 * SPREAD)
    await turn(keepalive, TURNS - SPREAD)
    checking = asyncio.create_task(keepalive.turn())
    seen = []
    while not checking.done():
        await end_of_turn()
        seen.append(sum(client.wire.pings for client in clients))
    assert seen == [4, 8, 10]


async def test_very_many_take_no_more_turns_than_many(keepalive: Keepalive) -> None:
    await come(keepalive, 400 * SPREAD)
    await turn(keepalive, TURNS - SPREAD)
    checking, turns = asyncio.create_task(keepalive.turn()), 0
    while not checking.done():
        await end_of_turn()
        turns += 1
    assert 40 <= turns <= 60


async def test_who_leaves_while_others_are_pinged_is_not(keepalive: Keepalive) -> None:
    clients = await come(keepalive, 5 * SPREAD)
    await turn(keepalive, TURNS - SPREAD)
    checking = asyncio.create_task(keepalive.turn())
    await end_of_turn()
    keepalive.remove(clients[-1].connection)  # the last one of this slot
    await checking
    assert sum(client.wire.pings for client in clients) == 4


async def test_several_may_vanish_together(keepalive: Keepalive) -> None:
    clients = [make_client() for _ in range(3)]
    for client in clients:
        keepalive.add(client.connection)
        client.listener.leave = lambda one=client.connection: keepalive.remove(one)  # type: ignore[misc]  # a default
    await turn(keepalive, 2 * TURNS)
    assert [client.wire.is_aborted for client in clients] == [True] * 3


async def test_it_turns_by_itself_until_cancelled() -> None:
    keepalive = Keepalive(interval=0.02)
    client = make_client()
    keepalive.add(client.connection)
    gone = asyncio.Event()

    def leave() -> None:
        keepalive.remove(client.connection)
        gone.set()

    client.listener.leave = leave
    task = asyncio.create_task(keepalive.run())
    async with asyncio.timeout(5):
        await gone.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert client.listener.dismissals == [GOING_AWAY]


async def test_who_was_never_watched_can_be_left_out(keepalive: Keepalive) -> None:
    keepalive.remove(make_client().connection)
    await turn(keepalive)
