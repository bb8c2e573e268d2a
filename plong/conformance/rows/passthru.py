"""What goes from peer to peer."""

from collections.abc import Sequence
from typing import Final

from plong.conformance.expecting import expect_equal
from plong.conformance.peers import Peer
from plong.conformance.row import Row
from plong.conformance.sockets import ESC, Socket
from plong.conformance.visit import Visit

MESSAGES: Final[Sequence[str | bytes]] = ("Hi", "Grüße \N{SAUROPOD}", "", b"\x00\xff\x1b", b"")


class PassthruRow(Row):
    """A row that needs two peers and what is between them."""

    needs = "hwx"


async def linked(visit: Visit, ann: Peer, ben: Peer) -> Socket:
    """Return a connection of Ann's that is linked to Ben."""
    socket = await visit.connect(ann)
    await socket.say(f"chlink {ben.public_id}")
    expect_equal(await socket.settle(), [], "between chlink and pong")
    return socket


class Headed(PassthruRow):
    """Who is not linked back gets texts with :<sender's PublicId>: before them."""

    name = "passthru.header"
    quote = "Else to its first connection, with `:<sender's PublicId>:` before it"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there = await visit.connect(ben)
        await there.settle()
        here = await linked(visit, ann, ben)
        for text in ("Hi", "Grüße \N{SAUROPOD}", "", "two\nlines"):
            await here.send(text)
            expect_equal(await there.hear(), f":{ann.public_id}:{text}")


class HeadedBytes(PassthruRow):
    """Binary messages have it before their bytes, and stay binary."""

    name = "passthru.binary"
    quote = "(before the bytes, if it is binary)"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there = await visit.connect(ben)
        await there.settle()
        here = await linked(visit, ann, ben)
        for payload in (b"\x00\xff", b"", f"{ESC}ping".encode()):
            await here.send(payload)
            expect_equal(await there.hear(), f":{ann.public_id}:".encode() + payload)


class Direct(PassthruRow):
    """Who is linked back gets messages as they are, the empty ones included."""

    name = "passthru.direct"
    quote = "To the first of its connections that is linked back, as it is."

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there, here = await linked(visit, ben, ann), await linked(visit, ann, ben)
        for message in MESSAGES:
            await here.send(message)
            expect_equal(await there.hear(), message)


class Forged(PassthruRow):
    """A direct message that begins like a header gets the true one before it."""

    name = "passthru.forged"
    quote = "gets the true header before it, so nobody can speak in\nanother's name"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        there, here = await linked(visit, ben, ann), await linked(visit, ann, ben)
        forged = f":{'x' * 43}:Hi"
        for message in (forged, forged.encode()):
            await here.send(message)
            true = f":{ann.public_id}:"
            wanted = true + message if isinstance(message, str) else true.encode() + message
            expect_equal(await there.hear(), wanted)


class WhichConnection(PassthruRow):
    """Of several connections, the first gets messages, but one that is linked back goes before."""

    name = "passthru.connections"
    quote = "To the first of its connections that is linked back"

    async def _try(self, visit: Visit) -> None:
        ann, ben = await visit.peers.two()
        first = await visit.connect(ben)
        await first.settle()
        second = await visit.connect(ben)
        await second.settle()
        here = await linked(visit, ann, ben)
        await here.send("one")
        expect_equal(await first.hear(), f":{ann.public_id}:one", "at the first connection")
        await second.say(f"chlink {ann.public_id}")
        await second.settle()
        await here.send("two")
        expect_equal(await second.hear(), "two", "at the connection that is linked back")


class Echo(PassthruRow):
    """A peer linked to its own PublicId gets its messages back."""

    name = "passthru.echo"
    quote = "A peer linked to its own PublicId gets its messages back."

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.one()
        here = await linked(visit, ann, ann)
        for message in ("echo", "", b"\x00echo"):
            await here.send(message)
            expect_equal(await here.hear(), message)


ROWS = (
    Headed(),
    HeadedBytes(),
    Direct(),
    Forged(),
    WhichConnection(),
    Echo(),
)
