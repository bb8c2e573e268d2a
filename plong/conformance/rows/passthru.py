"""What goes from peer to peer."""

from collections.abc import Sequence
from typing import Final

from plong.conformance.expecting import expect, expect_equal, expect_same
from plong.conformance.outcome import NotTried
from plong.conformance.peers import Peer
from plong.conformance.row import Row
from plong.conformance.shapes import TEXT
from plong.conformance.sockets import ESC, Socket
from plong.conformance.visit import Visit

LARGEST: Final = 8 << 20
"""Bytes of a message that we are willing to send."""
_MANY: Final = 2000
_MESSAGES: Final[Sequence[str | bytes]] = ("Hi", "Grüße \N{SAUROPOD}", "", b"\x00\xff\x1b", b"")


class _Row(Row):
    needs = "hwx"


async def _linked(visit: Visit, ann: Peer, ben: Peer) -> Socket:
    """Return a connection of Ann's that is linked to Ben."""
    socket = await visit.connect(ann)
    await socket.say(f"chlink {ben.public_id}")
    expect_equal(await socket.settle(), [], "between chlink and pong")
    return socket


class Headed(_Row):
    """Who is not linked back gets texts with :<sender's PublicId>: before them."""

    name = "passthru.header"
    quote = "Else to its first connection, with `:<sender's PublicId>:` before it"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there = await visit.connect(ben)
        await there.settle()
        here = await _linked(visit, ann, ben)
        for text in ("Hi", "Grüße \N{SAUROPOD}", "", "two\nlines"):
            await here.send(text)
            expect_equal(await there.hear(), f":{ann.public_id}:{text}")


class HeadedBytes(_Row):
    """Binary messages have it before their bytes, and stay binary."""

    name = "passthru.binary"
    quote = "(before the bytes, if it is binary)"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there = await visit.connect(ben)
        await there.settle()
        here = await _linked(visit, ann, ben)
        for payload in (b"\x00\xff", b"", f"{ESC}ping".encode()):
            await here.send(payload)
            expect_equal(await there.hear(), f":{ann.public_id}:".encode() + payload)


class Direct(_Row):
    """Who is linked back gets messages as they are, the empty ones included."""

    name = "passthru.direct"
    quote = "To the first of its connections that is linked back, as it is."

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there, here = await _linked(visit, ben, ann), await _linked(visit, ann, ben)
        for message in _MESSAGES:
            await here.send(message)
            expect_equal(await there.hear(), message)


class Forged(_Row):
    """A direct message that begins like a header gets the true one before it."""

    name = "passthru.forged"
    quote = "gets the true header before it, so nobody can speak in\nanother's name"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there, here = await _linked(visit, ben, ann), await _linked(visit, ann, ben)
        forged = f":{'x' * 43}:Hi"
        for message in (forged, forged.encode()):
            await here.send(message)
            true = f":{ann.public_id}:"
            wanted = true + message if isinstance(message, str) else true.encode() + message
            expect_equal(await there.hear(), wanted)


class WhichConnection(_Row):
    """Of several connections, the first gets messages, but one that is linked back goes before."""

    name = "passthru.connections"
    quote = "To the first of its connections that is linked back"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        first = await visit.connect(ben)
        await first.settle()
        second = await visit.connect(ben)
        await second.settle()
        here = await _linked(visit, ann, ben)
        await here.send("one")
        expect_equal(await first.hear(), f":{ann.public_id}:one", "at the first connection")
        await second.say(f"chlink {ann.public_id}")
        await second.settle()
        await here.send("two")
        expect_equal(await second.hear(), "two", "at the connection that is linked back")


class NotConnected(_Row):
    """Who sends to a peer without a connection is told so."""

    name = "passthru.nowhere"
    quote = 'Else nowhere: the sender gets `{"Error":"Peer not connected."}`.'

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.one(), await visit.peers.new()
        here = await _linked(visit, ann, ben)
        await here.send("Hi")
        said = await here.hear_object({"Error": TEXT})
        expect_equal(said, {"Error": "Peer not connected."})


class Echo(_Row):
    """A peer linked to its own PublicId gets its messages back."""

    name = "passthru.echo"
    quote = "A peer linked to its own PublicId gets its messages back."

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        here = await _linked(visit, ann, ann)
        for message in _MESSAGES:
            await here.send(message)
            expect_equal(await here.hear(), message)


class NoLink(_Row):
    """Without a link, messages are ignored."""

    name = "passthru.unlinked"
    quote = "Without a link, or without `x`, messages are ignored."

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect(await visit.peers.one())
        for message in _MESSAGES:
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


class Order(_Row):
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


class Large(_Row):
    """A message of MaxMessage bytes arrives whole."""

    name = "passthru.large"
    quote = "A message is delivered whole, once, or not at all"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        payload = bytes(range(256)) * (await largest(visit) // 256 + 1)
        payload = payload[: await largest(visit)]
        there, here = await _linked(visit, ben, ann), await _linked(visit, ann, ben)
        for message in (payload, "x" * len(payload)):
            await here.send(message)
            came = await there.hear()
            what = f"{len(message)} bytes as they were sent"
            expect(came == message, what, f"{len(came)} bytes, or others")


async def largest(visit: Visit) -> int:
    """Return how many bytes a message may have. Raise `NotTried` if that is more than we send."""
    most, rate = await visit.limit("MaxMessage"), await visit.limit("BytesPerSecond")
    if most > min(LARGEST, rate):
        raise NotTried(f"MaxMessage is {most} bytes, which is more than this suite sends at once")
    return most


ROWS = (
    *(Headed(), HeadedBytes(), Direct(), Forged(), WhichConnection(), NotConnected()),
    *(Echo(), NoLink(), SwitchedOff(), Order(), Large()),
)
