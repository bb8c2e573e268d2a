"""Messages from peer to peer, through both skins."""

import pytest

from tests.support.server import ESC, Server, barrier
from tests.support.talk import ask, hear, hear_words, link, linked_pair

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEBIBYTE = 1 << 20
PAYLOADS: list[str | bytes] = [
    "Hi",
    "",
    b"",
    b"\x00\xff",
    b"\x1bchlink",  # only a text can be for the server
    "\x00",
    "ab\x1b",
    "Grüße, 你好, 🜨",
    " \x1bping",
    ":",
    ":" + "A" * 43,
    ":" + "A" * 42 + ":",
    "é" * (MEBIBYTE // 2),
    b"x" * MEBIBYTE,
]


def headed(sender: str, message: str | bytes) -> str | bytes:
    """Return a message as it comes from a peer that the receiver is not linked to."""
    head = f":{sender}:"
    return head + message if isinstance(message, str) else head.encode() + message


@pytest.mark.parametrize("message", PAYLOADS, ids=lambda message: repr(message[:9]))
async def test_a_message_is_direct_to_who_is_linked_back_and_headed_to_others(
    relay: Server, message: str | bytes
) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect(alice) as alices, relay.connect(bob, max_size=None) as bobs:
        await barrier(bobs)
        await link(alices, bob)
        await alices.send(message)
        assert await hear(bobs) == headed(alice.public_id, message)
        await link(bobs, alice)
        await alices.send(message)
        assert await hear(bobs) == message


async def test_order_is_kept(relay: Server) -> None:
    async with linked_pair(relay) as pair:
        numbers = [str(number) if number % 3 else b"%d" % number for number in range(1000)]
        for number in numbers:
            await pair.alices.send(number)
        assert [await hear(pair.bobs) for _ in numbers] == numbers


async def test_a_direct_message_that_looks_headed_gets_the_true_header(relay: Server) -> None:
    async with linked_pair(relay) as pair:
        for lie in (f":{'E' * 43}:I am Eve", b":%b:I am Eve" % (b"E" * 43)):
            await pair.alices.send(lie)
            assert await hear(pair.bobs) == headed(pair.alice.public_id, lie)


async def test_a_peer_linked_to_itself_is_an_echo(relay: Server) -> None:
    me = await relay.ohai()
    async with relay.connect(me) as connection:
        await link(connection, me)
        assert await ask(connection, "dalink") == {"Remote": me.public_id, "Direct": True}
        for message in ("echo", b"echo", "", b""):
            await connection.send(message)
            assert await hear(connection) == message


async def test_the_first_connection_hears_until_another_links_back(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect(alice) as alices, relay.connect(bob) as first:
        await barrier(first)
        async with relay.connect(bob) as second:
            await link(alices, bob)
            await alices.send("to the first")
            assert await hear(first) == headed(alice.public_id, "to the first")
            await link(second, alice)
            await alices.send("to the one that is linked back")
            assert await hear(second) == "to the one that is linked back"
            await link(first, alice)
            await alices.send("to the first of two")
            assert await hear(first) == "to the first of two"
            await first.close()
            await alices.send("to the one that is left")
            assert await hear(second) == "to the one that is left"


async def test_who_is_not_linked_is_silently_ignored(relay: Server) -> None:
    async with relay.connect(await relay.ohai()) as connection:
        for message in ("to nobody", b"to nobody", ""):
            await connection.send(message)
        await barrier(connection)


async def test_who_sends_to_a_peer_that_is_not_connected_hears_so(relay: Server) -> None:
    alice, bob = await relay.ohai(), await relay.ohai()
    async with relay.connect(alice) as classic, relay.connect_2(alice) as second:
        await hear_words(second)
        await link(classic, bob)
        await ask(second, f"chlink {bob.public_id}")
        for message in ("Hi", b"Hi"):
            await classic.send(message)
            assert await hear(classic) == ESC + '{"Error":"Peer not connected."}'
            await second.send(message)
            error = {"Error": "Peer not connected.", "Code": "not-connected"}
            assert await hear_words(second) == error


async def test_tell_sends_one_message_and_leaves_the_link(relay: Server) -> None:
    host, guest, other = await relay.ohai(), await relay.ohai(), await relay.ohai()
    async with (
        relay.connect_2(host) as hosts,
        relay.connect(guest) as guests,
        relay.connect(other) as others,
    ):
        await hear_words(hosts)
        await link(guests, host)
        await barrier(others)
        await ask(hosts, f"chlink {guest.public_id}")
        assert await ask(hosts, f"tell {other.public_id} a  b ") == {"Ok": "tell"}
        assert await hear(others) == headed(host.public_id, "a  b ")
        assert await ask(hosts, f"tell {guest.public_id}") == {"Ok": "tell"}
        assert await hear(guests) == ""
        await hosts.send("to the link")
        assert await hear(guests) == "to the link"


async def test_a_tell_that_is_not_delivered_is_refused(relay: Server) -> None:
    host, guest = await relay.ohai(), await relay.ohai()
    async with relay.connect_2(host) as hosts:
        await hear_words(hosts)
        answer = await ask(hosts, f"tell {guest.public_id} Hi")
        error = {"Error": "Peer not connected.", "Code": "not-connected"}
        assert answer == {**error, "Verb": "tell"}
        await barrier(hosts)
