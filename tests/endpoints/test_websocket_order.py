"""What is sent in one go is done in order, whatever takes time, through both skins."""

import json

import pytest

from tests.support.raw import CLOSE, TEXT, Frame, close_frame, frame, raw_websocket
from tests.support.server import Me, Server, barrier
from tests.support.talk import hear

pytestmark = pytest.mark.asyncio(loop_scope="module")


def command(words: str) -> bytes:
    return frame(TEXT, b"\x1b" + words.encode())


def text(message: str) -> bytes:
    return frame(TEXT, message.encode())


def claim(me: Me) -> bytes:
    return command("iam " + json.dumps({"Passphrase": f"I am {me.public_id}"}))


def find(me: Me) -> bytes:
    return command("whois " + json.dumps({"Passphrase": f"I am {me.public_id}"}))


async def test_answers_and_messages_keep_the_order_of_questions(relay: Server) -> None:
    me = await relay.ohai()
    async with raw_websocket(relay.port, f"/ws/{me.private_id}") as client:
        questions = [
            command(f"chlink {me.public_id}"),
            text("one"),
            claim(me),
            command("ping"),
            text("two"),
            find(me),
            text("three"),
            command("dalink"),
        ]
        await client.send(b"".join(questions))
        answers = [(await client.read_frame()).payload.decode() for _ in range(6)]
        who = json.dumps({"PublicId": me.public_id, "Created": me.created}, separators=(",", ":"))
        where = json.dumps({"Remote": me.public_id, "Direct": True}, separators=(",", ":"))
        assert answers == ["one", "\x1bpong", "two", f"\x1b{who}", "three", f"\x1b{where}"]


async def test_a_message_does_not_overtake_a_command_that_takes_its_time(relay: Server) -> None:
    me = await relay.ohai()
    async with raw_websocket(relay.port, f"/ws/{me.private_id}") as client:
        await client.send(command(f"chlink {me.public_id}") + text("the route is known now"))
        await client.read_frame()
        await client.send(claim(me) + command("ping") + text("after") + text("it"))
        answers = [(await client.read_frame()).payload for _ in range(3)]
        assert answers == [b"\x1bpong", b"after", b"it"]


async def test_the_ping_after_iam_is_a_barrier_for_everybody(relay: Server) -> None:
    me = await relay.ohai()
    async with raw_websocket(relay.port, f"/ws/{me.private_id}") as client:
        await client.send(claim(me) + command("ping"))
        assert await client.read_frame() == Frame(TEXT, b"\x1bpong")
        found = await relay.whois(f"I am {me.public_id}")
        assert found.json() == {"PublicId": me.public_id, "Created": me.created}


async def test_last_words_are_delivered_though_a_close_follows_them(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect(bob) as bobs:
        await barrier(bobs)
        async with raw_websocket(relay.port, f"/ws/{alice.private_id}") as client:
            last = [command(f"chlink {bob.public_id}"), text("Bye"), close_frame(1000)]
            await client.send(b"".join(last) + text("too late"))
            assert await client.read_frame() == Frame(CLOSE, (1000).to_bytes(2))
        assert await hear(bobs) == f":{alice.public_id}:Bye"
        await barrier(bobs)


async def test_who_is_gone_in_the_midst_of_a_command_leaves_no_trace(relay: Server) -> None:
    me = await relay.ohai()
    async with raw_websocket(relay.port, f"/ws/{me.private_id}") as client:
        await client.send(command("ping"))
        await client.read_frame()
        await client.send(claim(me) + text("lost"))
        client.reset()
    async with relay.connect(me) as connection:
        await barrier(connection)
