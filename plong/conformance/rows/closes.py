"""How connections are closed."""

from typing import Final

from plong.conformance.expecting import expect_equal, expect_status
from plong.conformance.outcome import NotTried
from plong.conformance.row import Row
from plong.conformance.rows.delivery import largest
from plong.conformance.sockets import PLONG_2, Socket
from plong.conformance.visit import Visit, nobody

_MOST_CONNECTIONS: Final = 20
"""That we open at once: the default allows a peer 16."""
_UNMASKED: Final = b"\x81\x02Hi"
"""A frame as servers send it; a client's must be masked."""
_LATIN_1: Final = b"Gr\xfc\xdfe"


async def _expect_end(socket: Socket, code: int, reason: str = "") -> None:
    came = await socket.end()
    expect_equal(came if reason else came[0], (code, reason) if reason else code, "close code")


class NoSuchPeer(Row):
    """A PrivateId that nobody has: 4004, in both dialects and by both ways."""

    name = "closes.unknown"
    quote = "| 4004 | No such peer. |"
    needs = "w"

    async def _try(self, visit: Visit) -> None:
        secret = nobody()
        ways = ((f"/{secret}",), ("", f"private.{secret}"), ("", PLONG_2, f"private.{secret}"))
        for path, *offers in (*ways, ("/short",), ("",)):
            await _expect_end(await visit.open(path, *offers), 4004, "No such peer.")


class Removed(Row):
    """Connections of a peer that is removed: 4001."""

    name = "closes.removed"
    quote = "| 4001 | Peer removed. |"
    needs = "hw"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.new()
        sockets = [await visit.connect(ann), await visit.connect_2(ann)]
        for socket in sockets:
            await socket.settle()
        reply = await visit.ask("POST", "/obai", {"PrivateId": ann.private_id})
        expect_status(reply, 200, to="obai")
        for socket in sockets:
            await _expect_end(socket, 4001, "Peer removed.")


class TooBig(Row):
    """A message of more than MaxMessage bytes: 1009."""

    name = "closes.big"
    quote = "| 1009 | Message too big. |"
    needs = "hw"

    async def _try(self, visit: Visit) -> None:
        size = await largest(visit) + 1
        here = await visit.connect(await visit.peers.one())
        await here.send(bytes(size))
        await _expect_end(here, 1009)


class NotUTF8(Row):
    """Text that is not UTF-8: 1007."""

    name = "closes.text"
    quote = "or sent text that is not UTF-8"
    needs = "hw"

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect(await visit.peers.one())
        await here.send_as_text(_LATIN_1)
        await _expect_end(here, 1007)


class BrokenFrame(Row):
    """A frame that breaks RFC 6455: 1002."""

    name = "closes.frame"
    quote = "the client broke RFC 6455"
    needs = "hw"

    async def _try(self, visit: Visit) -> None:
        here = await visit.connect(await visit.peers.one())
        here.write(_UNMASKED)
        await _expect_end(here, 1002)


class TooMany(Row):
    """More connections of one peer than it may have: 4013."""

    name = "closes.many"
    quote = "| 4013 | Too many connections. |"
    needs = "hw"

    async def _try(self, visit: Visit) -> None:
        ann = await visit.peers.new()
        for _ in range(_MOST_CONNECTIONS):
            socket = await visit.connect(ann)
            if await socket.is_closed():
                await _expect_end(socket, 4013, "Too many connections.")
                return
        raise NotTried(f"a peer may have {_MOST_CONNECTIONS} connections and more here")


ROWS = (
    NoSuchPeer(),
    Removed(),
    TooBig(),
    NotUTF8(),
    BrokenFrame(),
    TooMany(),
)
