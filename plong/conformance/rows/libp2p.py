"""libp2p: how the server's peer is reached, and what it says of itself."""

from typing import TYPE_CHECKING, Final

from plong.conformance.expecting import expect, expect_equal
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.row import Row
from plong.conformance.talks import CLOSED, read
from plong.conformance.visit import Visit
from plong.protocol.libp2p.identify import IDENTIFY, IdentifyReader
from plong.protocol.libp2p.multistream import Agreed, MultistreamDialer
from plong.protocol.libp2p.peer_record import open_peer_record

if TYPE_CHECKING:
    from plong.conformance.lines import Line, Pipe

PING: Final = "/ipfs/ping/1.0.0"
UNKNOWN: Final = "/plong-check/1.0.0"
_NOISE: Final = "/noise"
_TEXT: Final = 1003


class Libp2pRow(Row):
    """A row about the server's peer of libp2p."""

    source = "libp2p.md"
    needs = "l"


async def over_tcp(visit: Visit) -> "Line":
    """Open a connection over TCP. Raise `Mismatch`, `NotTried`."""
    return await _connect(visit, visit.kept(await visit.peering.tcp()))


async def over_websocket(visit: Visit) -> "Line":
    """Open one over WebSocket, likewise."""
    return await _connect(visit, await visit.open_at("/"))


async def any_line(visit: Visit) -> "Line":
    """Open one over TCP, or else over WebSocket, likewise."""
    try:
        return await over_tcp(visit)
    except (Mismatch, NotTried):
        return await over_websocket(visit)


async def _connect(visit: Visit, pipe: "Pipe") -> "Line":
    try:
        from plong.conformance.lines import connect  # noqa: PLC0415 - it wants an extra
    except ModuleNotFoundError as error:
        extra = "install Plong with its extra, in a clone by pip install '.[libp2p]'"
        raise NotTried(f"it needs the package {error.name}: {extra}") from None
    return await connect(pipe, await visit.peering.name())


class Told(Libp2pRow):
    """GET / tells addresses with the peer's name, and how many peers there are."""

    name = "libp2p.told"
    quote = (
        "Its addresses stand in the start-up lines, in what it says of itself, and in the status"
    )

    async def _try(self, visit: Visit) -> None:
        await visit.peering.told()


class Tcp(Libp2pRow):
    """Over TCP, the peer proves by Noise that it is who GET / tells, and speaks yamux."""

    name = "libp2p.tcp"
    quote = "| TCP | `libp2p_host` (that of `host`), `libp2p_port` (4001) | the socket's bytes |"

    async def _try(self, visit: Visit) -> None:
        await over_tcp(visit)


class WebSocket(Libp2pRow):
    """Over WebSocket, at the path / of the HTTP port, it does the same."""

    name = "libp2p.websocket"
    quote = "the bytes of binary messages, cut anywhere"

    async def _try(self, visit: Visit) -> None:
        await over_websocket(visit)


class Text(Libp2pRow):
    """A text on the WebSocket ends it with 1003."""

    name = "libp2p.text"
    quote = "1003, a message was text"

    async def _try(self, visit: Visit) -> None:
        socket = await visit.open_at("/")
        await socket.send("/multistream/1.0.0")
        code, _ = await socket.end()
        expect_equal(code, _TEXT, "close code")


class Declined(Libp2pRow):
    """What the peer does not speak is answered na, and the next proposal looked at."""

    name = "libp2p.na"
    quote = "spoken; or `na`, and the dialer proposes the next"

    async def _try(self, visit: Visit) -> None:
        pipe = visit.kept(await visit.peering.tcp())
        dialer = MultistreamDialer([UNKNOWN, _NOISE])
        outcome = None
        while outcome is None:
            await pipe.send(dialer.data_to_send())
            data = await pipe.read()
            expect(bool(data), f"na to {UNKNOWN}", "the end of the connection")
            outcome = read(dialer.receive, data)
        came = outcome.protocol if isinstance(outcome, Agreed) else "na"
        expect_equal(came, _NOISE, "agreed on")


class Identify(Libp2pRow):
    """Who asks is told the peer's key, what it speaks, where it sees us, and a signed record."""

    name = "libp2p.identify"
    quote = "who opened the stream is told, and then it is closed"

    async def _try(self, visit: Visit) -> None:
        line = await any_line(visit)
        talk, agreed = await line.agree(IDENTIFY)
        expect_equal(agreed, IDENTIFY, "agreed on")
        expect_equal(await talk.hear_end(), CLOSED, "the stream's end")
        reader = IdentifyReader()
        read(reader.receive, bytes(talk.held))
        said = read(lambda _: reader.end())
        expect_equal(said.key, line.key, "the key, as in the handshake")
        missing = {PING, IDENTIFY} - {*said.protocols}
        expect(not missing, f"{missing} among its protocols", said.protocols)
        expect(said.observed is not None, "where it sees us", "nothing")
        record = read(lambda _: open_peer_record(said.signed_record or b"", line.verify))
        expect_equal(str(record.peer), str(line.peer), "whose record it is")


ROWS = (
    Told(),
    Tcp(),
    WebSocket(),
    Text(),
    Declined(),
    Identify(),
)
