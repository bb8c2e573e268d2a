"""libp2p: streams of yamux, and being measured on them."""

import os
from typing import Final

from plong.conformance.expecting import expect, expect_equal
from plong.conformance.rows.libp2p import PING, UNKNOWN, Libp2pRow, any_line
from plong.conformance.talks import CLOSED, RESET
from plong.conformance.visit import Visit
from plong.protocol.libp2p.yamux.frames import PROTOCOL_ERROR

_PAYLOAD: Final = 32
_PIECE: Final = 10
_VALUE: Final = 4711
_WRONG_VERSION: Final = b"\x01" + bytes(11)


class Declined(Libp2pRow):
    """What nobody speaks is answered na on a stream, too, and the next proposal looked at."""

    name = "libp2p.streams"
    quote = "each of which begins with what it is to be for"

    async def _try(self, visit: Visit) -> None:
        line = await any_line(visit)
        _, agreed = await line.agree(UNKNOWN, PING)
        expect_equal(agreed, PING, "agreed on")


class Echo(Libp2pRow):
    """Every 32 bytes are sent back unchanged, once all of them are here; then the end is, too."""

    name = "libp2p.ping"
    quote = "Every 32 bytes are sent back, unchanged, once the last of them is here"

    async def _try(self, visit: Visit) -> None:
        line, payload = await any_line(visit), os.urandom(_PAYLOAD)
        (slow, _), (quick, _) = await line.agree(PING), await line.agree(PING)
        await slow.send(payload[:_PIECE])
        for many in (payload, payload * 3):
            await quick.send(many)
            expect_equal(await quick.hear(len(many)), many, "echo")
        expect_equal(bytes(slow.held), b"", f"to {_PIECE} bytes of {_PAYLOAD}")
        await slow.send(payload[_PIECE:])
        await slow.close()
        expect_equal(await slow.hear(_PAYLOAD), payload, "echo")
        expect_equal(await slow.hear_end(), CLOSED, "the end")


class Half(Libp2pRow):
    """Who closes the stream within a payload has it reset."""

    name = "libp2p.half"
    quote = "within a payload, the stream\nis reset"

    async def _try(self, visit: Visit) -> None:
        line = await any_line(visit)
        talk, _ = await line.agree(PING)
        await talk.send(bytes(_PIECE))
        await talk.close()
        expect_equal(await talk.hear_end(), RESET, "the end")


class Third(Libp2pRow):
    """Of a peer's streams for pings a third is reset, and the others go on."""

    name = "libp2p.third"
    quote = "A peer may have two such streams, on all its connections together; a third is reset."

    async def _try(self, visit: Visit) -> None:
        line, payload = await any_line(visit), os.urandom(_PAYLOAD)
        (first, _), _ = await line.agree(PING), await line.agree(PING)
        third = line.begin()
        await third.propose(PING)
        for _ in range(2):  # time enough for the reset
            await first.send(payload)
            expect_equal(await first.hear(_PAYLOAD), payload, "echo")
        expect_equal(third.end, RESET, "the end of the third")


class Alive(Libp2pRow):
    """A ping of yamux is answered with the same value."""

    name = "libp2p.alive"
    quote = "| pings | answered with the same value."

    async def _try(self, visit: Visit) -> None:
        line = await any_line(visit)
        await line.ping(_VALUE)
        talk, _ = await line.agree(PING)  # which is answered behind it
        await talk.close()
        expect_equal(line.answered, [_VALUE], "answers to pings")


class Violation(Libp2pRow):
    """Another version of yamux is answered with go away 1 and the end."""

    name = "libp2p.violation"
    quote = "answered with `go away` 1 and the end of the connection: other versions"

    async def _try(self, visit: Visit) -> None:
        line = await any_line(visit)
        await line.write(_WRONG_VERSION)
        await line.until(lambda: line.went_away is not None, "go away 1")
        expect(line.went_away == PROTOCOL_ERROR, "go away 1", f"go away {line.went_away}")
        await line.end()


ROWS = (
    Declined(),
    Echo(),
    Half(),
    Third(),
    Alive(),
    Violation(),
)
