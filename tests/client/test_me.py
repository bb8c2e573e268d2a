"""What a program does with `plong.client`, against a real server."""

import asyncio
from array import array
from datetime import timedelta
from typing import cast

import pytest

from plong.client import Closed, Disconnected, Gone, Linked, Peer, PlongError, Unlinked, connect
from plong.client.inbox import Inbox
from plong.client.message import Message
from plong.client.peer import Line
from tests.client.conftest import Join
from tests.support.phoenix import Phoenix
from tests.support.server import Server, running_server


async def test_three_lines_send_and_three_receive(join: Join) -> None:
    bob, alice = await join(), await join()
    await bob.claim("blue tiger sky")
    peer = await alice.find("blue tiger sky")
    await peer.send("Hi")
    message = await anext(aiter(bob))
    assert (message.text, message.sender.id, message.direct) == ("Hi", alice.public_id, False)
    await message.sender.send("Yo")
    answer = await anext(aiter(alice))
    assert (answer.text, answer.sender, answer.direct) == ("Yo", peer, True)


async def test_text_bytes_and_json_arrive_as_they_were(join: Join) -> None:
    bob, alice = await join(), await join()
    peer = alice.peer(bob.public_id)
    for value in ("", "ünï\0", b"\x00\xff", bytearray(b"ab"), memoryview(b"cd"), {"a": [1, None]}):
        await peer.send(value)
    came = [await anext(aiter(bob)) for _ in range(6)]
    assert [m.text for m in came] == ["", "ünï\0", None, None, None, '{"a": [1, null]}']
    assert [m.data for m in came[1:5]] == ["ünï\0".encode(), b"\x00\xff", b"ab", b"cd"]
    assert came[5].json() == {"a": [1, None]}


async def test_messages_to_several_peers_reach_only_them_in_order(join: Join) -> None:
    alice, bob, carol = await join(), await join(), await join()
    to_bob, to_carol = alice.peer(bob.public_id), alice.peer(carol.public_id)
    await asyncio.gather(*(p.send(f"{i}") for i in range(20) for p in (to_bob, to_carol)))
    for me in (bob, carol):
        assert [(await anext(aiter(me))).text for _ in range(20)] == [str(i) for i in range(20)]


async def test_a_message_for_nobody_does_not_reach_the_old_link(join: Join) -> None:
    alice, bob = await join(), await join()
    await alice.peer(bob.public_id).send("one")
    with pytest.raises(PlongError) as caught:
        await alice.peer("A" * 43).send("not for Bob")
    assert caught.value.code == "no-such-peer"
    await alice.peer(bob.public_id).send("two")
    assert [(await anext(aiter(bob))).text for _ in range(2)] == ["one", "two"]


async def test_the_sender_of_a_direct_message_changes_where_the_link_does(join: Join) -> None:
    bob, alice, carol = await join(), await join(), await join()
    await bob.peer(alice.public_id).link()
    await alice.peer(bob.public_id).send("direct")
    await alice.ping()
    await bob.peer(carol.public_id).link()
    await alice.peer(bob.public_id).send("headed")
    first, second = await anext(aiter(bob)), await anext(aiter(bob))
    assert (first.direct, second.direct) == (True, False)
    assert first.sender == second.sender == bob.peer(alice.public_id)


async def test_a_text_that_looks_headed_speaks_in_nobody_else_s_name(join: Join) -> None:
    bob, alice = await join(), await join()
    await bob.peer(alice.public_id).link()
    await alice.peer(bob.public_id).send(f":{'A' * 43}:boo")
    message = await anext(aiter(bob))
    assert (message.text, message.sender.id) == (f":{'A' * 43}:boo", alice.public_id)


async def test_tell_leaves_the_link(join: Join) -> None:
    alice, bob, carol = await join(), await join(), await join()
    await alice.peer(bob.public_id).link()
    await alice.peer(carol.public_id).tell("psst")
    assert (await anext(aiter(carol))).text == "psst"
    assert alice.link == alice.peer(bob.public_id)


async def test_tell_says_that_nobody_is_there(join: Join, server: Server) -> None:
    alice, away = await join(), await server.ohai()
    with pytest.raises(PlongError, match="not connected") as caught:
        await alice.peer(away.public_id).tell("psst")
    assert caught.value.code == "not-connected"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("\x1bping", "bad-request"),
        ('\x1c{"Bye":{}}', "bad-request"),
        (b"\x1c", "bad-request"),
        (memoryview(array("H", [0x1C1C])), "bad-request"),
        ("é" * 2**19 + "x", "too-big"),
    ],
)
async def test_what_is_no_application_s_or_not_relayed_is_not_sent(
    join: Join, value: object, code: str
) -> None:
    alice = await join()
    with pytest.raises(PlongError) as caught:
        await alice.peer(alice.public_id).send(value)
    assert caught.value.code == code
    await alice.ping()


async def test_words_of_a_conversation_are_not_told_either(join: Join) -> None:
    alice = await join()
    with pytest.raises(PlongError) as caught:
        await alice.peer(alice.public_id).tell('\x1c{"Bye":{}}')
    assert caught.value.code == "bad-request"


async def test_a_claim_says_how_long_it_stands(join: Join) -> None:
    bob = await join()
    claimed = await bob.claim("short", uses=1, timeout=60)
    assert claimed.public_id == bob.public_id
    assert timedelta(seconds=59) < claimed.expires - claimed.created < timedelta(seconds=90)
    await bob.find("short")
    with pytest.raises(PlongError) as caught:
        await bob.find("short")
    assert caught.value.code == "identity-not-found"


async def test_a_taken_passphrase_is_an_error_with_the_server_s_code(join: Join) -> None:
    bob, alice = await join(), await join()
    await bob.claim("mine")
    with pytest.raises(PlongError) as caught:
        await alice.claim("mine")
    assert caught.value.code == "passphrase-taken"


async def test_events_tell_of_the_link(join: Join) -> None:
    alice, bob, carol = await join(), await join(), await join()
    events = alice.events()
    peer = alice.peer(bob.public_id)
    assert await peer.link() is False
    await bob.peer(alice.public_id).link()
    assert await anext(events) == Linked(peer)
    await bob.peer(carol.public_id).link()
    assert await anext(events) == Unlinked(peer)
    await bob.close()
    assert await anext(events) == Gone(peer)


async def test_every_listener_hears_from_when_it_began(join: Join) -> None:
    alice = await join()
    first, second = alice.events(), alice.events()
    await alice.close()
    for listener in (first, second):
        assert [event async for event in listener] == [Closed(None)]
    assert [event async for event in alice.events()] == []


async def test_the_server_s_status_and_limits_are_there(join: Join) -> None:
    alice = await join()
    assert (await alice.status())["Status"] == {"Peers": 1, "Identities": 0}
    assert alice.limits["MaxMessage"] == 2**20
    assert 0 < await alice.ping() < 10


async def test_a_secret_of_before_is_the_same_peer(server: Server) -> None:
    url = str(server.http.base_url)
    async with connect(url) as first:
        pass
    async with connect(url, first.private_id) as second:
        assert second.public_id == first.public_id


async def test_an_unknown_secret_is_refused(server: Server) -> None:
    with pytest.raises(PlongError) as caught:
        async with connect(str(server.http.base_url), "A" * 86):
            pass
    assert caught.value.code == "no-such-peer"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "ws://127.0.0.1:9/base/"])
async def test_a_server_that_is_not_there_is_unreachable(url: str) -> None:
    with pytest.raises(PlongError, match=r"127\.0\.0\.1:9") as caught:
        async with connect(url):
            pass
    assert caught.value.code == "unreachable"


async def test_who_leaves_is_forgotten(join: Join) -> None:
    bob, alice = await join(), await join()
    await bob.claim("gone")
    await bob.leave()
    assert bob.state == "closed"
    with pytest.raises(PlongError) as caught:
        await alice.find("gone")
    assert caught.value.code == "identity-not-found"


async def test_closing_ends_what_waits(join: Join) -> None:
    alice = await join()
    reading = asyncio.create_task(anext(aiter(alice), None))
    await alice.close()
    assert await reading is None
    with pytest.raises(PlongError) as caught:
        await alice.peer(alice.public_id).send("late")
    assert caught.value.code == "closed"


async def test_a_removed_peer_does_not_come_back(join: Join, server: Server) -> None:
    alice = await join()
    events = alice.events()
    await server.post("/obai", {"PrivateId": alice.private_id})
    with pytest.raises(PlongError) as caught:
        await anext(aiter(alice))
    assert caught.value.code == "no-such-peer"
    assert await anext(events) == Closed(caught.value)
    assert alice.state == "closed"


async def test_what_is_never_read_ends_the_connection() -> None:
    async def send_for_ever(peer: Peer) -> None:
        while True:
            await peer.send(bytes(2**19))

    async with running_server() as server, connect(str(server.http.base_url)) as alice:
        with pytest.raises(PlongError) as caught:
            await send_for_ever(alice.peer(alice.public_id))
        assert caught.value.code == "unread"


async def test_a_cancelled_question_does_not_disturb_the_next(join: Join) -> None:
    alice = await join()
    asking = asyncio.create_task(alice.find("nobody"))
    await asyncio.sleep(0)
    asking.cancel()
    assert (await alice.status())["Ok"] == "wuu2"


async def test_who_leaves_during_a_break_is_closed_all_the_same(phoenix: Phoenix) -> None:
    async with connect(phoenix.url) as alice:
        events = alice.events()
        await phoenix.kill()
        while not isinstance(await anext(events), Disconnected):
            pass
        with pytest.raises(PlongError) as caught:
            await alice.leave()
        assert (caught.value.code, alice.state) == ("unreachable", "closed")


async def test_who_was_removed_may_leave(join: Join, server: Server) -> None:
    alice = await join()
    await server.post("/obai", {"PrivateId": alice.private_id})
    await alice.leave()
    assert alice.state == "closed"


async def test_a_secret_of_before_is_patient_too(phoenix: Phoenix) -> None:
    async with connect(phoenix.url) as first:
        pass
    await phoenix.kill()
    rising = asyncio.create_task(phoenix.rise())
    async with connect(phoenix.url, first.private_id, patient=True) as second:
        assert second.public_id == first.public_id
    await rising


async def test_who_was_forgotten_during_a_break_does_not_come_back(
    phoenix: Phoenix,
) -> None:
    async with connect(phoenix.url) as alice:
        await phoenix.kill()
        phoenix.forget()
        await phoenix.rise()
        with pytest.raises(PlongError) as caught:
            await anext(aiter(alice))
        assert (caught.value.code, alice.state) == ("no-such-peer", "closed")


async def test_empty_messages_that_nobody_reads_are_bounded_too() -> None:
    inbox, bob = Inbox(), Peer("B" * 43, cast("Line", None))
    for _ in range((16 << 20) // 100):
        inbox.put(Message(bob, "", direct=True))
    with pytest.raises(PlongError) as caught:
        inbox.put(Message(bob, "", direct=True))
    assert caught.value.code == "unread"
