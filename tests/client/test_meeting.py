"""Two who know the same words, whoever comes first (docs/wire/files.md)."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from plong.client import (
    Busy,
    Bye,
    Event,
    Gone,
    Hello,
    Me,
    MeetingState,
    PlongError,
    Reconnected,
    connect,
    meeting,
)
from plong.client.wire.control_text import FS
from tests.client.conftest import Join
from tests.support.phoenix import Phoenix
from tests.support.server import Server
from tests.support.strange import slip


class States:
    """The states of one meeting, in their order, to be waited for."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self.seen: list[str] = []

    def __call__(self, state: MeetingState) -> None:
        self.seen.append(state.name)
        self._queue.put_nowait(state.name)

    async def until(self, name: str) -> None:
        while await self._queue.get() != name:
            pass


async def until(events: AsyncIterator[Event], kind: type[Event]) -> None:
    """Wait for an event of this kind."""
    while not isinstance(await anext(events), kind):
        pass


async def meet(first: Me, second: Me) -> None:
    """Let two meet, the first as the one who claims."""
    states = States()
    waiting = asyncio.create_task(first.meet("sky", on_state=states))
    await states.until("claimed")
    assert (await second.meet("sky")).id == first.public_id
    assert (await waiting).id == second.public_id


async def test_who_comes_first_claims_and_the_second_finds(join: Join) -> None:
    bob, alice = await join(), await join()
    await meet(bob, alice)
    assert bob.link == bob.peer(alice.public_id)
    assert alice.link == alice.peer(bob.public_id)
    await bob.peer(alice.public_id).send("direct")
    assert (await anext(aiter(alice))).direct


async def test_who_come_together_meet_all_the_same(join: Join) -> None:
    bob, alice = await join(), await join()
    friends = await asyncio.gather(bob.meet("sky"), alice.meet("sky"))
    assert [friend.id for friend in friends] == [alice.public_id, bob.public_id]


async def test_a_third_is_told_that_they_are_busy(join: Join) -> None:
    bob, alice, carol = await join(), await join(), await join()
    await meet(bob, alice)
    states, events = States(), carol.events()
    with pytest.raises(PlongError) as caught:
        await carol.meet("sky", on_state=states)
    assert caught.value.code == "busy"
    assert states.seen == ["found", "busy"]
    assert await anext(events) == Busy(carol.peer(bob.public_id))
    assert bob.link == bob.peer(alice.public_id)


async def test_a_stranger_s_goodbyes_and_welcomes_are_no_events(join: Join) -> None:
    bob, alice, carol = await join(), await join(), await join()
    await meet(bob, alice)
    await bob.ping()
    events = bob.events()
    for word in ("Bye", "Busy", "Welcome"):
        await slip(carol.peer(bob.public_id), f'{FS}{{"{word}":{{}}}}')
    await carol.peer(bob.public_id).ping()
    await alice.peer(bob.public_id).bye()
    assert await anext(events) == Bye(bob.peer(alice.public_id))


async def test_who_claimed_and_went_is_away(join: Join, server: Server) -> None:
    bob = await server.ohai()
    await server.iam(bob, "sky")
    alice, states = await join(), States()
    meeting = asyncio.create_task(alice.meet("sky", on_state=states))
    await states.until("away")
    meeting.cancel()
    assert states.seen == ["found", "away"]


async def test_nobody_comes_in_time(join: Join) -> None:
    bob, states = await join(), States()
    with pytest.raises(PlongError) as caught:
        await bob.meet("sky", timeout=1, renew=False, on_state=states)
    assert caught.value.code == "expired"
    assert states.seen == ["claimed", "expired"]


async def test_an_expired_passphrase_is_claimed_anew(join: Join) -> None:
    bob, alice, states = await join(), await join(), States()
    meeting = asyncio.create_task(bob.meet("sky", timeout=1, on_state=states))
    await states.until("expired")
    await states.until("claimed")
    await asyncio.gather(alice.meet("sky"), meeting)


async def test_a_friend_s_ping_comes_back(join: Join) -> None:
    bob, alice = await join(), await join()
    await meet(bob, alice)
    assert 0 < await bob.peer(alice.public_id).ping() < 10


async def test_a_stranger_s_ping_comes_back_and_moves_no_link(join: Join) -> None:
    bob, alice, carol = await join(), await join(), await join()
    await meet(bob, alice)
    assert 0 < await carol.peer(bob.public_id).ping() < 10
    assert bob.link == bob.peer(alice.public_id)
    assert carol.link is None


async def test_a_ping_to_nobody_fails(join: Join, server: Server) -> None:
    alice, away = await join(), await server.ohai()
    with pytest.raises(PlongError) as caught:
        await alice.peer(away.public_id).ping()
    assert caught.value.code == "not-connected"


@pytest.mark.parametrize("go", [lambda _, friend: friend.bye(), lambda me, _: me.leave()])
async def test_who_leaves_says_bye(join: Join, go: Callable[..., asyncio.Future[None]]) -> None:
    bob, alice = await join(), await join()
    await meet(bob, alice)
    events = bob.events()
    await go(alice, alice.peer(bob.public_id))
    assert await anext(events) == Bye(bob.peer(alice.public_id))


async def test_a_bye_to_somebody_else_moves_no_link(join: Join, server: Server) -> None:
    bob, alice, away = await join(), await join(), await server.ohai()
    await meet(bob, alice)
    await bob.peer(away.public_id).bye()
    await bob.peer((await join()).public_id).bye()
    assert bob.link == bob.peer(alice.public_id)


async def test_a_stranger_who_is_busy_or_leaves_ends_nothing(join: Join) -> None:
    bob, alice, carol = await join(), await join(), await join()
    await meet(bob, alice)
    await slip(carol.peer(bob.public_id), f'{FS}{{"Busy":{{}}}}')
    await carol.peer(bob.public_id).bye()
    with pytest.raises(PlongError, match="talks with somebody else"):
        await carol.meet("sky")


async def test_a_passphrase_that_the_server_refuses_meets_nobody(join: Join) -> None:
    bob = await join()
    with pytest.raises(PlongError) as caught:
        await bob.meet(" ")
    assert caught.value.code == "bad-request"


async def test_after_a_bye_somebody_else_may_come(join: Join) -> None:
    bob, alice, carol = await join(), await join(), await join()
    await meet(bob, alice)
    await alice.peer(bob.public_id).bye()
    await alice.ping()
    await meet(bob, carol)


async def test_the_link_of_who_said_bye_is_no_friend_until_they_come_back(join: Join) -> None:
    bob, alice, carol = await join(), await join(), await join()
    await meet(alice, bob)
    heard_by_bob, heard_by_alice = bob.events(), alice.events()
    await alice.peer(bob.public_id).bye()
    await until(heard_by_bob, Bye)
    meeting = asyncio.create_task(bob.meet("sky"))
    await until(heard_by_alice, Hello)
    await bob.peer(alice.public_id).ping()  # even that is answered by itself
    assert not meeting.done()
    for peer in (carol, bob):
        await alice.peer(peer.public_id).link()
    assert (await meeting).id == alice.public_id


async def test_a_hello_that_nobody_waits_for_is_an_event(join: Join) -> None:
    bob, alice = await join(), await join()
    await bob.claim("sky")
    events = bob.events()
    meeting = asyncio.create_task(alice.meet("sky"))
    event = await anext(events)
    assert event == Hello(bob.peer(alice.public_id))
    await bob.peer(alice.public_id).link()  # is answer enough
    assert (await meeting).id == bob.public_id


async def test_friends_are_friends_after_the_server_died(phoenix: Phoenix) -> None:
    async with connect(phoenix.url) as bob, connect(phoenix.url) as alice:
        await meet(bob, alice)
        events = [bob.events(), alice.events()]
        await phoenix.kill()
        await phoenix.rise()
        for listener in events:
            while await anext(listener) != Reconnected():
                pass
        assert 0 < await bob.peer(alice.public_id).ping() < 10
        await alice.peer(bob.public_id).send("still here")
        assert (await anext(aiter(bob))).text == "still here"


HOSTILE = [
    "\x1c",
    "\x1c[]",
    "\x1c{}",
    "\x1cnull",
    "\x1c" + "[" * 100_000,
    '\x1c{"Ping":' + "9" * 5000 + "}",
    '\x1c{"Ping":1e999}',
    '\x1c{"Ping":NaN}',
    '\x1c{"Ping":true}',
    '\x1c{"Pong":[]}',
    '\x1c{"Hello"',
    '\x1c{"Future":1}',
    '\x1c{"\\ud800":"\\udfff"}',
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_what_breaks_a_rule_is_ignored(join: Join, text: str) -> None:
    bob, alice = await join(), await join()
    await slip(alice.peer(bob.public_id), text)
    assert 0 < await alice.peer(bob.public_id).ping() < 10


async def test_who_was_found_but_does_not_answer_is_away(
    join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "_PATIENCE", 0.1)
    monkeypatch.setattr(meeting, "_PAUSE", 0.1)
    bob, alice = await join(), await join()
    await bob.claim("sky")
    states = States()
    greeting = asyncio.create_task(alice.meet("sky", on_state=states))
    await states.until("away")
    waiting = asyncio.create_task(bob.meet("sky"))
    assert (await greeting).id == bob.public_id
    assert (await waiting).id == alice.public_id


async def test_a_friend_who_is_gone_keeps_nobody_busy(
    join: Join, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "_PATIENCE", 0.1)
    monkeypatch.setattr(meeting, "_PAUSE", 0.1)
    bob, carol = await join(), await join()
    events = bob.events()
    async with connect(server.url) as alice:
        await meet(bob, alice)
    while not isinstance(await anext(events), Gone):
        pass
    states = States()
    greeting = asyncio.create_task(carol.meet("sky", on_state=states))
    await states.until("away")
    assert (await bob.meet("sky")).id == carol.public_id
    await greeting
    assert "busy" not in states.seen
