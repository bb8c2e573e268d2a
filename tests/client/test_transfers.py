"""Offers and answers, without a server: what strangers may ask of a receiver."""

import asyncio
import hashlib
from pathlib import Path
from typing import cast

import pytest

from plong.client import Offered, Peer, PlongError
from plong.client.events import Event
from plong.client.offer import Offer
from plong.client.peer import Line
from plong.client.transfer import ignore
from plong.client.transfers import Transfers
from plong.client.wire import control
from plong.client.wire.chunk import write_head
from plong.client.wire.content import Payload
from plong.client.wire.control_text import FS, read_control
from plong.client.wire.errors import PlongError as Error
from plong.client.wire.incoming import WINDOW
from plong.client.wire.transfer_id import write_id

BOB = Peer("bob", cast("Line", None))
CAROL = Peer("carol", cast("Line", None))


def name(number: int) -> str:
    return write_id(number.to_bytes(16))


class Desk:
    """Transfers whose messages, replies and events lie open."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[tuple[str, Payload]] = asyncio.Queue()
        self.answers: asyncio.Queue[control.Control] = asyncio.Queue()
        self.replies: list[control.Control] = []
        self.offers: list[Offer] = []
        self.transfers = Transfers(
            self._send, self._answer, lambda _, message: self.replies.append(message), self._see
        )

    async def _send(self, target: str, payload: Payload) -> None:
        self.sent.put_nowait((target, payload))

    async def _answer(self, target: str, message: control.Control) -> None:
        assert target == BOB.id
        self.answers.put_nowait(message)

    def _see(self, event: Event) -> None:
        assert isinstance(event, Offered)
        self.offers.append(event.offer)

    def hears(self, *messages: control.Transferring) -> None:
        for message in messages:
            self.transfers.receive(BOB, message)

    async def says(self) -> control.Control | None:
        return read_control(str((await self.sent.get())[1]))


class Kept:
    """A sink that knows how it ended."""

    def __init__(self) -> None:
        self.end = ""

    async def write(self, data: memoryview) -> None:
        pass

    async def close(self) -> None:
        self.end = "closed"

    async def abort(self) -> None:
        self.end = "aborted"


def stream(number: int) -> control.Offer:
    return control.Offer(name(number), "", None)


async def test_a_receiver_who_is_offered_too_much_is_busy() -> None:
    desk = Desk()
    desk.hears(*map(stream, range(33)))
    assert len(desk.offers) == 32
    assert desk.replies == [control.Cancel(name(32), "busy")]
    await desk.offers[0].decline()
    desk.hears(stream(33))
    assert len(desk.offers) == 33


async def test_an_offer_that_was_ended_is_answered_again_as_before() -> None:
    desk = Desk()
    desk.hears(stream(1), stream(1))
    assert len(desk.offers) == 1
    await desk.offers[0].decline("no-space")
    desk.hears(stream(1))
    assert desk.replies == [control.Cancel(name(1), "no-space")] * 2
    desk.transfers.receive(CAROL, stream(1))  # Carol's is another, whatever it is called
    assert len(desk.offers) == 2


async def test_only_the_latest_ends_are_remembered() -> None:
    desk = Desk()
    for number in range(1025):
        desk.hears(stream(number))
        await desk.offers[-1].decline()
    desk.hears(stream(1), stream(0))
    assert len(desk.offers) == 1026


async def test_a_bad_offer_is_answered_and_presented_to_nobody() -> None:
    desk = Desk()
    desk.hears(control.BadOffer(name(1)))
    assert desk.replies == [control.Cancel(name(1), "bad-offer")]
    assert not desk.offers


async def test_to_decline_what_the_sender_took_back_says_nothing() -> None:
    desk = Desk()
    desk.hears(stream(1), control.Cancel(name(1), "cancelled"))
    await desk.offers[0].decline()
    assert not desk.replies


async def test_a_stream_has_no_name_to_be_saved_under(tmp_path: Path) -> None:
    desk = Desk()
    desk.hears(stream(1))
    with pytest.raises(ValueError, match="sink"):
        await desk.offers[0].save(tmp_path)


async def test_a_wrong_hash_is_a_mismatch() -> None:
    desk, sink = Desk(), Kept()
    desk.hears(stream(1))
    accepting = asyncio.create_task(desk.offers[0].accept(sink))
    accept = control.Accept(name(1), 0, hashlib.sha256().hexdigest(), WINDOW)
    assert await desk.answers.get() == accept
    desk.hears(control.Begin(name(1), 0))
    chunk = bytearray(25) + b"bytes"
    write_head(chunk, name(1), 0)
    desk.transfers.receive_chunk(BOB.id, bytes(chunk))
    desk.hears(control.End(name(1), 5, "0" * 64))
    with pytest.raises(PlongError, match="mismatch"):
        await accepting
    assert await desk.answers.get() == control.Got(name(1), 5)
    assert await desk.answers.get() == control.Cancel(name(1), "mismatch")
    assert sink.end == "aborted"


async def test_the_end_of_the_link_ends_both_ways() -> None:
    desk, sink = Desk(), Kept()
    desk.hears(stream(1))
    accepting = asyncio.create_task(desk.offers[0].accept(sink))
    await desk.answers.get()
    sending = desk.transfers.open_stream(BOB, 1000)
    await desk.says()
    desk.transfers.fail(Error("closed", "Over."))
    for ending in (accepting, sending):
        with pytest.raises(PlongError, match="Over"):
            await ending
    assert sink.end == "aborted"


async def test_a_break_to_one_peer_leaves_another_s_transfer() -> None:
    desk = Desk()
    streams = [desk.transfers.open_stream(peer, 1000) for peer in (BOB, CAROL)]
    assert {(await desk.sent.get())[0] for _ in streams} == {BOB.id, CAROL.id}
    desk.transfers.break_off(BOB.id)
    desk.transfers.go_on(BOB.id)
    target, text = await desk.sent.get()
    assert (target, str(text)[:9]) == (BOB.id, FS + '{"Offer"')
    desk.transfers.break_off(CAROL.id)
    desk.transfers.go_on(BOB.id)
    desk.transfers.go_on()
    assert (await desk.sent.get())[0] == CAROL.id
    assert desk.sent.empty()
    for one in streams:
        one.abandon()


async def test_to_write_to_a_stream_that_was_declined_says_so() -> None:
    desk = Desk()
    sending = desk.transfers.open_stream(BOB, 1000)
    offer = await desk.says()
    assert isinstance(offer, control.Offer)
    desk.hears(control.Cancel(offer.id, "declined"))
    with pytest.raises(PlongError, match="declined"):
        await sending
    with pytest.raises(PlongError, match="declined"):
        await sending.write(b"more")


async def test_a_file_is_offered_by_its_name(tmp_path: Path) -> None:
    desk, path = Desk(), tmp_path / "a.txt"
    path.write_text("hello")
    transfer = desk.transfers.send_file(BOB, path, ignore, 1000)
    offer = await desk.says()
    assert isinstance(offer, control.Offer)
    assert (offer.name, offer.size) == ("a.txt", 5)
    transfer.abandon()
