"""``plong talk``: whoever comes first."""

import asyncio

import pytest

from plong.client import Hello, Me, Peer, PlongError, connect
from plong.client.wire.control_text import FS
from tests.commands.seat import Desk, codes, desk
from tests.support.phoenix import Phoenix
from tests.support.server import Server
from tests.support.strange import slip

WORDS = "blue tiger sky"


async def test_two_talk_and_the_first_to_end_says_bye(ann: Desk, ben: Desk) -> None:
    one = ann.run("talk", WORDS)
    assert (await ann.event("waiting"))["passphrase"] == WORDS
    two = ben.run("talk", WORDS)
    for person in (ann, ben):
        await person.event("linked")
    await ann.types("Hello Ben\n")
    assert (await ben.event("message"))["text"] == "Hello Ben"
    await ben.types("Hello Ann\r\nand good")
    assert (await ann.event("message"))["text"] == "Hello Ann"
    ben.ends()
    assert (await ann.event("message"))["text"] == "and good"
    await ann.event("left")
    assert await codes(one, two) == [0, 0]


async def test_the_words_are_free_when_both_have_left(ann: Desk, ben: Desk, server: Server) -> None:
    talks = [person.run("talk", WORDS) for person in (ann, ben)]
    await ann.event("linked")
    ann.ends()
    assert await codes(*talks) == [0, 0]
    assert (await server.whois(WORDS)).status_code == 404
    assert not server.hub.connections


async def test_a_third_is_told_that_they_are_busy(ann: Desk, ben: Desk, server: Server) -> None:
    talks = [person.run("talk", WORDS) for person in (ann, ben)]
    await ann.event("linked")
    with desk(server.url) as carol:
        assert await carol.run("talk", WORDS) == 1
        assert (await carol.event("error"))["reason"] == "busy"
        assert "busy" not in carol.seen  # there is no other try
    ann.ends()
    await codes(*talks)


async def test_what_cannot_be_said_is_refused_and_the_talk_goes_on(ann: Desk, ben: Desk) -> None:
    talks = [person.run("talk", WORDS) for person in (ann, ben)]
    await ann.event("linked")
    for line in (f'{FS}{{"Bye":{{}}}}', "\x1bchlink"):
        await ann.types(line + "\n")
        assert (await ann.event("undelivered"))["reason"] == "bad-request"
    await ann.types("x" * 200_000 + "\n")
    ann.ends()
    assert await codes(*talks) == [0, 0]
    said = [await ben.event("message") for _ in range(2)]
    assert "".join(event["text"] for event in said).startswith("x" * 100_000)


async def test_what_is_no_talk_is_declined(ann: Desk, server: Server) -> None:
    talk = ann.run("talk", WORDS)
    async with connect(server.url) as me:
        friend = await me.meet(WORDS)
        await ann.event("linked")
        for stream in (friend.open_stream(), friend.open_stream()):
            await ann.event("refused")
            with pytest.raises(PlongError, match="declined"):
                await stream
        await friend.send(b"\0\1")
        await friend.send("")
        assert (await ann.event("message"))["text"] == ""
        await friend.bye()
        assert await talk == 0


async def test_strangers_are_not_heard(ann: Desk, ben: Desk, server: Server) -> None:
    talks = [person.run("talk", WORDS) for person in (ann, ben)]
    await ann.event("linked")
    async with connect(server.url) as stranger:
        peer = await stranger.find(WORDS)
        await peer.send("I am Ann")
        stream = peer.open_stream()
        with pytest.raises(PlongError, match="declined"):
            await stream
        await peer.bye()
        await stranger.ping()
    await ann.types("real\n")
    ann.ends()
    assert await codes(*talks) == [0, 0]
    assert (await ben.event("message"))["text"] == "real"


@pytest.mark.parametrize("command", ["talk", "pipe"])
async def test_a_stranger_s_many_texts_end_no_command(
    ann: Desk, server: Server, command: str
) -> None:
    running = ann.run(command, WORDS)
    async with connect(server.url) as me, connect(server.url) as stranger:
        friend = await me.meet(WORDS)
        for _ in range(20):
            await stranger.peer(friend.id).send("x" * 900_000)
        await stranger.peer(friend.id).ping()
        await me.peer(friend.id).ping()
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])


async def test_a_friend_who_was_killed_is_waited_for(ann: Desk, ben: Desk, server: Server) -> None:
    talk = ann.run("talk", WORDS)
    await ann.event("waiting")
    async with connect(server.url) as lost:
        await lost.meet(WORDS)
        await ann.event("linked")
    await ann.event("gone")
    again = ben.run("talk", WORDS)
    await ann.event("linked")
    await ann.types("there you are\n")
    ann.ends()
    assert (await ben.event("message"))["text"] == "there you are"
    assert await codes(talk, again) == [0, 0]


async def test_a_friend_who_is_removed_without_a_bye_has_left(ann: Desk, server: Server) -> None:
    talk = ann.run("talk", WORDS)
    async with connect(server.url) as me:
        await me.meet(WORDS)
        await ann.event("linked")
        await server.post("/obai", {"PrivateId": me.private_id})
        await ann.event("left")
        assert await talk == 0


async def test_what_does_not_reach_an_absent_friend_is_said(ann: Desk, server: Server) -> None:
    talk = ann.run("talk", WORDS)
    await ann.event("waiting")
    async with connect(server.url) as lost:
        await lost.meet(WORDS)
        await ann.event("linked")
    await ann.event("gone")
    await ann.types("are you there?\n")
    assert (await ann.event("undelivered"))["reason"] == "not-connected"
    ann.ends()
    assert await codes(talk) == [0]


async def test_who_said_nothing_hears_of_nothing_undelivered(ann: Desk, server: Server) -> None:
    async with connect(server.url) as lost:
        await lost.claim(WORDS)
        talk = ann.run("talk", WORDS)
        peer = lost.peer((await next_hello(lost)).id)
        await peer.link()
        await ann.event("linked")
    await ann.event("away")  # the search has greeted in vain
    await ann.types("are you there?\n")
    await ann.event("undelivered")
    ann.ends()
    assert await codes(talk) == [0]
    assert ann.said.count('"undelivered"') == 1


async def next_hello(me: Me) -> Peer:
    async for event in me.events():
        if isinstance(event, Hello):
            return event.peer
    raise AssertionError


async def test_what_a_visitor_says_at_once_is_not_lost(ann: Desk, server: Server) -> None:
    talk = ann.run("talk", WORDS)
    await ann.event("waiting")
    async with connect(server.url) as me:
        friend = await me.find(WORDS)
        await slip(friend, f'{FS}{{"Hello":{{}}}}')
        stream = friend.open_stream()
        await ann.event("refused")
        with pytest.raises(PlongError, match="declined"):
            await stream
        await friend.bye()
        assert await codes(talk) == [0]


async def test_who_was_forgotten_by_the_server_cannot_go_on(phoenix: Phoenix) -> None:
    with desk(phoenix.url) as alone:
        talk = alone.run("talk", WORDS)
        await alone.event("waiting")
        await phoenix.kill()
        await alone.event("disconnected")
        await phoenix.rise()
        await alone.event("reconnected")
        await phoenix.kill()
        phoenix.forget()
        await phoenix.rise()
        assert await codes(talk) == [1]
        assert (await alone.event("error"))["reason"] == "no-such-peer"


async def test_a_restart_is_told(ann: Desk, server: Server) -> None:
    talk = ann.run("talk", WORDS)
    await ann.event("waiting")
    server.hub.restart(lambda least, _: least)
    assert (await ann.event("restarting"))["seconds"] >= 0
    talk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await talk
