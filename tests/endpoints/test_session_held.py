"""A session whose connection is held: what one read brought waits here, not with the receiver."""

import asyncio
from dataclasses import dataclass

import pytest

from plong.endpoints.session import Session
from plong.protocol.closes import REMOVED
from plong.protocol.handshake import read_handshake
from plong.protocol.models import Greeting
from tests.support.fakes import Client, FakeWire, end_of_turn
from tests.support.house import ADDRESS, House, open_house
from tests.support.raw import TEXT

ROOM = 4
"""Messages that may wait for a reader."""
MANY = 1000
TURN = 128
"""Half of the messages of one client that are handled in one turn of the event loop."""


@dataclass(frozen=True)
class Talk:
    """Alice's session, linked to two readers whose sockets are slow."""

    house: House
    alice: Session
    wire: FakeWire
    readers: tuple[tuple[Greeting, Client], tuple[Greeting, Client]]

    def say(self, *texts: bytes) -> None:
        for text in texts:
            self.alice.receive(TEXT, text)

    async def link(self, reader: int) -> None:
        self.say(b"\x1bchlink " + self.readers[reader][0].peer.public_id.encode())
        while self.alice._task is not None:
            await end_of_turn()

    async def drain(self, reader: int) -> list[bytes]:
        """Let a reader take all; return the bodies of what it got so far."""
        client = self.readers[reader][1]
        while client.wire.unsent:
            client.wire.drain()
            await end_of_turn()
        return [payload.rpartition(b":")[2] for payload in client.received]


@pytest.fixture
async def talk() -> Talk:
    # Two seconds' worth can be sent at once: enough for a test's messages, but not for twice them.
    house = await open_house(buffer_size=ROOM, messages_per_second=3 * MANY // 2)
    readers = (await house.come(), await house.come())
    me, wire = await house.directory.greet(ADDRESS), FakeWire()
    session = Session(house.hub, None, wire, read_handshake(f"/ws/{me.private_id}", []), ADDRESS)
    wire.buffer = session.connection.buffer
    talk = Talk(house, session, wire, readers)
    await talk.link(0)
    for _, client in readers:
        client.wire.is_slow = True
    return talk


async def test_what_a_held_client_had_sent_waits_and_keeps_its_order(talk: Talk) -> None:
    sent = [b"%d" % number for number in range(MANY)]
    talk.say(*sent)
    reader = talk.readers[0][1]
    assert not talk.wire.is_reading
    assert len(reader.wire.unsent) + len(reader.connection.buffer._waiting) == ROOM
    assert await talk.drain(0) == sent
    assert talk.wire.is_reading


async def test_a_command_among_what_waits_is_obeyed_in_its_turn(talk: Talk) -> None:
    before, after = [b"a%d" % n for n in range(MANY)], [b"b%d" % n for n in range(MANY)]
    talk.say(*before)
    second = talk.readers[1][0].peer.public_id.encode()
    talk.say(b"\x1bchlink " + second, *after)
    assert await talk.drain(0) == before
    while talk.alice._task is not None:
        await end_of_turn()
    assert await talk.drain(1) == after


async def test_last_words_are_delivered_before_the_close_is_answered(talk: Talk) -> None:
    ends: list[None] = []
    talk.say(*[b"x"] * MANY)
    talk.alice.finish(lambda: ends.append(None))
    talk.say(b"too late")
    assert not ends
    assert await talk.drain(0) == [b"x"] * MANY
    assert ends == [None]


async def test_a_ping_behind_a_close_that_waits_gets_no_pong(talk: Talk) -> None:
    talk.say(*[b"x"] * MANY)
    talk.alice.finish(lambda: None)
    talk.alice.receive_ping(b"too late")
    await talk.drain(0)
    await end_of_turn()
    assert talk.wire.written == []


async def test_who_is_dismissed_while_held_waits_for_nothing(talk: Talk) -> None:
    ends: list[None] = []
    talk.say(*[b"x"] * MANY)
    talk.alice.finish(lambda: ends.append(None))
    talk.alice.dismiss(REMOVED)
    assert ends == [None]
    assert len(await talk.drain(0)) == ROOM


async def test_who_has_much_to_say_lets_the_others_have_their_turn(talk: Talk) -> None:
    reader = talk.readers[0][1]
    reader.wire.is_slow = False
    sent = [b"%d" % number for number in range(MANY)]
    talk.say(*sent)
    await end_of_turn()
    assert len(reader.received) <= 4 * TURN  # two turns
    async with asyncio.timeout(5):
        while len(reader.received) < len(sent):
            await end_of_turn()
    assert [payload.rpartition(b":")[2] for payload in reader.received] == sent


async def test_what_waited_is_paid_once(talk: Talk) -> None:
    talk.say(*[b"x"] * 2 * MANY)
    await talk.drain(0)
    assert talk.wire.payloads == []


async def test_who_floods_though_it_is_closed_is_not_read_all_the_time(talk: Talk) -> None:
    talk.alice.dismiss(REMOVED)
    talk.wire.is_reading = True
    talk.say(*[b"x"] * 3 * TURN)
    assert not talk.wire.is_reading
    for _ in range(2):  # others are read in between
        await end_of_turn()
    assert talk.wire.is_reading


async def test_a_reader_that_is_gone_costs_its_sender_one_word_a_message(talk: Talk) -> None:
    talk.say(*[b"x"] * MANY)
    talk.house.hub.leave(talk.readers[0][1].connection)
    async with asyncio.timeout(5):
        while len(talk.wire.payloads) < MANY:
            await end_of_turn()
    lost = [words for words in talk.wire.payloads if words.startswith(b"\x1b")]
    assert lost == [b'\x1b{"Error":"Peer not connected."}'] * MANY
