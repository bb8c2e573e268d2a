"""The browsers' bridge: a node of one's own, behind a WebSocket."""

import json
from collections.abc import Mapping
from typing import Any, Final

from plong.conformance.datagrams import Messages, expect_message, read_datagram
from plong.conformance.expecting import expect_equal, expect_fields, shown
from plong.conformance.outcome import Mismatch, NotTried
from plong.conformance.rows.lcdp import LcdpRow, known_as
from plong.conformance.shapes import FLAG, TEXT, Shape, exactly, has_fields, like
from plong.conformance.sockets import Socket
from plong.conformance.visit import Visit

_PAGE: Final = "https://page.invalid"
_NOWHERE: Final = "192.0.2.1:24254"
_REFUSED: Final = "status 403"
_KEY: Final = like("64 hexadecimal digits", "[0-9a-f]{64}")
_ENDED: Final = 1000
_QUESTION: Final[Mapping[str, object]] = {"PleaseReturnThisMessage": {"cookie": "right"}}
_FORWARDED: Final[Mapping[str, Shape]] = {
    "src": TEXT,
    "messages": TEXT,
    "might_be_ip_spoofing": FLAG,
}


async def _open(visit: Visit) -> Socket:
    """Open a bridge. Raise `NotTried` if it is for others."""
    try:
        return await visit.open_at("/wt")
    except Mismatch as mismatch:
        if mismatch.came == _REFUSED:
            reason = "the bridge is for who is on the server's machine, and answers us 403"
            raise NotTried(reason) from None
        raise


async def _bridged(visit: Visit) -> Socket:
    """Open a bridge, and hear its first word."""
    socket = await _open(visit)
    await _hear(socket)
    return socket


async def _say(socket: Socket, *messages: object) -> None:
    await socket.send(json.dumps(messages))


async def _hear_any(socket: Socket) -> Messages:
    frame = await socket.hear()
    if isinstance(frame, bytes):
        raise Mismatch("text", shown(frame))
    return read_datagram(frame.encode(errors="replace"))


async def _hear(socket: Socket) -> Messages:
    """Return the next frame that is no datagram of somebody's."""
    while "Forwarded" in (said := await _hear_any(socket)):
        expect_equal(list(said), ["Forwarded"], "messages in a frame")
    return said


class Key(LcdpRow):
    """The first word is the key of the node that the page is lent."""

    name = "bridge.key"
    quote = "`YourEd25519` comes first."

    async def _try(self, visit: Visit) -> None:
        said = await _hear(await _open(visit))
        expect_fields(expect_message(said, "YourEd25519"), {"ed25519": _KEY})


class Answers(LcdpRow):
    """All answers to a message are one array in one frame."""

    name = "bridge.answer"
    quote = "All answers to a message are one array in one frame"

    async def _try(self, visit: Visit) -> None:
        socket = await _bridged(visit)
        await _say(socket, _QUESTION, {"PleaseListSupportedMessages": {}}, {"PleaseSendPeers": {}})
        said = await _hear(socket)
        for word in ("ReturnedMessage", "SupportedMessages", "Peers"):
            expect_message(said, word)


class PassedOver(LcdpRow):
    """What is no array within the bounds of a datagram is passed over."""

    name = "bridge.beside"
    quote = "A message, text or binary, is one JSON array within the bounds of a datagram"

    async def _try(self, visit: Visit) -> None:
        socket = await _bridged(visit)
        for wrong in ("hello", "{}", "[1e999]", b"\xff", "[" * 128 + "]" * 128):
            await socket.send(wrong)
        await socket.send(json.dumps([_QUESTION]).encode())
        said = expect_message(await _hear(socket), "ReturnedMessage")
        expect_equal(said, {"cookie": "right"}, "ReturnedMessage")


class Refusals(LcdpRow):
    """What is not sent is told: to whom it was, and why."""

    name = "bridge.refusal"
    quote = "What is not sent is told"

    async def _try(self, visit: Visit) -> None:
        socket = await _bridged(visit)
        wish = {"messages": [{"ChatMessage": {"message": "Hi"}}]}
        for where in ({"src": _NOWHERE}, {}):
            await _say(socket, {"Forward": {**where, **wish}})
            told = expect_message(await _hear(socket), "NotForwarded")
            shapes = {"src": exactly(where.get("src")), "to_ed25519": exactly(None)}
            expect_fields(told, {**shapes, "reason": TEXT})


class Forwards(LcdpRow):
    """What is for the owner of a key arrives there, and his answer is told."""

    name = "bridge.forward"
    quote = "| `Forward` with `to_ed25519` | `messages` go to the owner of the key, encrypted"

    async def _try(self, visit: Visit) -> None:
        key, socket = await known_as(visit), await _bridged(visit)
        line = {"ChatMessage": {"message": "/ping"}}
        await _say(socket, {"Forward": {"to_ed25519": key, "messages": [line]}})
        said = await _hear_chat(socket, key)
        expect_equal(said, {"message": "PONG"}, "what the server's node says")


async def _hear_chat(socket: Socket, key: str) -> object:
    """Return the first line that comes from where a key is, encrypted or not."""
    while True:
        told = await _hear_any(socket)
        fields: dict[str, Any] = expect_fields(told, {"Forwarded": has_fields(_FORWARDED)})
        forwarded = fields["Forwarded"]
        said = read_datagram(forwarded["messages"].encode(errors="replace"))
        who = forwarded.get("from_ed25519") or forwarded.get("maybe_ed25519")
        if "ChatMessage" in said and not forwarded["might_be_ip_spoofing"]:
            expect_equal(who, key, "from_ed25519, or maybe_ed25519")
            return said["ChatMessage"]


class Origins(LcdpRow):
    """Pages of other origins are answered 403."""

    name = "bridge.origin"
    quote = "there is an `Origin` that is not in `bridge_origins`"

    async def _try(self, visit: Visit) -> None:
        await _open(visit)
        try:
            await visit.open_at("/wt", origin=_PAGE)
        except Mismatch as mismatch:
            expect_equal(mismatch.came, _REFUSED, f"to {_PAGE}")
        else:
            raise Mismatch(f"{_REFUSED} to {_PAGE}", "a WebSocket")


class End(LcdpRow):
    """An empty message ends the connection with 1000."""

    name = "bridge.end"
    quote = "An empty message ends the connection (1000)."

    async def _try(self, visit: Visit) -> None:
        socket = await _bridged(visit)
        await socket.send("")
        code, _ = await socket.end()
        expect_equal(code, _ENDED, "close code")


ROWS = (
    Key(),
    Answers(),
    PassedOver(),
    Refusals(),
    Forwards(),
    Origins(),
    End(),
)
