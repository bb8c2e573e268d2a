"""What becomes of messages, beside how they look."""

from typing import Final

from plong.conformance.expecting import expect, expect_equal, expect_same
from plong.conformance.outcome import NotTried
from plong.conformance.row import Row
from plong.conformance.rows.passthru import MESSAGES, PassthruRow, linked
from plong.conformance.shapes import TEXT
from plong.conformance.visit import Visit

_MANY: Final = 2000

_LARGEST: Final = 8 << 20
"""Bytes of a message that we are willing to send."""


class NotConnected(PassthruRow):
    """Who sends to a peer without a connection is told so."""

    name = "passthru.nowhere"
    quote = 'Else nowhere: the sender gets `{"Error":"Peer not connected."}`.'

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.one(), await visit.peers.new()
        here = await linked(visit, ann, ben)
        await here.send("Hi")
        said = await here.hear_object({"Error": TEXT})
        expect_equal(said, {"Error": "Peer not connected."})


class NoLink(PassthruRow):
    """Without a link, messages are ignored."""

    name = "passthru.unlinked"
    quote = "Without a link, or without `x`, messages are ignored."

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect(await visit.peers.one())
        for message in MESSAGES:
            await here.send(message)
        expect_equal(await here.settle(), [], "before the pong")


class SwitchedOff(Row):
    """Without x in the mode, messages are ignored."""

    name = "passthru.off"
    quote = "Without a link, or without `x`, messages are ignored."
    needs = "hw"

    async def _try(self, visit: Visit) -> None:
        if "x" in visit.mode:
            raise NotTried(f"the server's mode, {visit.mode}, has x (passthru)")
        ann = await visit.peers.one()
        here = await visit.connect(ann)
        await here.say(f"chlink {ann.public_id}")
        await here.send("Hi")
        expect_equal([m for m in await here.settle() if m == "Hi"], [], "before the pong")


class Order(PassthruRow):
    """Many messages arrive in order, each once; chlink works for the one right behind it."""

    name = "passthru.order"
    quote = "in order from one sender to one receiver's connection"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        rate = await visit.limit("MessagesPerSecond")
        there = await visit.connect(ben)
        await there.settle()
        here = await visit.connect(ann)
        await here.say(f"chlink {ben.public_id}")
        wanted = [f"message {number}" for number in range(min(_MANY, rate))]
        for text in wanted:
            await here.send(text)
        came = [str(await there.hear()).removeprefix(f":{ann.public_id}:") for _ in wanted]
        expect_same(came, wanted, "message")
        expect_equal(await there.settle(), [], "behind the last message")


class Large(PassthruRow):
    """A message of MaxMessage bytes arrives whole."""

    name = "passthru.large"
    quote = "A message is delivered whole, once, or not at all"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        payload = bytes(range(256)) * (await largest(visit) // 256 + 1)
        payload = payload[: await largest(visit)]
        there, here = await linked(visit, ben, ann), await linked(visit, ann, ben)
        for message in (payload, "x" * len(payload)):
            await here.send(message)
            came = await there.hear()
            what = f"{len(message)} bytes as they were sent"
            expect(came == message, what, f"{len(came)} bytes, or others")


async def largest(visit: Visit) -> int:
    """Return how many bytes a message may have. Raise `NotTried` if that is more than we send."""
    most, rate = await visit.limit("MaxMessage"), await visit.limit("BytesPerSecond")
    if most > min(_LARGEST, rate):
        raise NotTried(f"MaxMessage is {most} bytes, which is more than this suite sends at once")
    return most


ROWS = (
    NotConnected(),
    NoLink(),
    SwitchedOff(),
    Order(),
    Large(),
)
