"""LCDP over UDP: how datagrams are read, and what a node says besides answers."""

from collections.abc import Sequence
from typing import Final

from plong.conformance.datagrams import expect_message, read_datagram
from plong.conformance.expecting import expect, expect_equal, expect_fields
from plong.conformance.rows.lcdp import LcdpRow, known_as, proved
from plong.conformance.shapes import TEXT, exactly
from plong.conformance.visit import Visit

_WRONG: Final = b'{"PleaseReturnThisMessage":{"cookie":"wrong"}}'
_ODD: Final[Sequence[object]] = (
    *(None, 1, [], {}),
    *({"Nobody": {}}, {"PleaseSendPeers": None}, {"a": {}, "b": {}}),
)
"""What is no message, or none that a node knows."""
_DEEPEST: Final = 127
_MOST: Final = 4096
_BROKEN: Final[Sequence[bytes]] = (
    _WRONG,
    b"[" + _WRONG,
    b"[" + _WRONG + b",NaN]",
    b"[" + _WRONG + b",1e999]",
    b"[" + _WRONG + rb',"\ud800"]',
    b"\xef\xbb\xbf[" + _WRONG + b"]",
    b"[" + _WRONG + b"," + b"[" * _DEEPEST + b"]" * _DEEPEST + b"]",
    b"[" + _WRONG + b",0" * _MOST + b"]",
    b"[" + _WRONG + b',"\xff"]',
)
"""What a careless reader would answer."""


class PassedOver(LcdpRow):
    """What nobody knows is passed over, and what stands beside it is answered."""

    name = "lcdp.beside"
    quote = "An element is passed over, and those beside it are not"

    async def _try(self, visit: Visit) -> None:
        right = {"PleaseReturnThisMessage": {"cookie": "right", "more": 1}}
        said = await (await visit.stranger()).ask(*_ODD, right, {"Peers": {"peers": 1}})
        expect_fields(expect_message(said, "ReturnedMessage"), {"cookie": exactly("right")})


class Forms(LcdpRow):
    """A payload may be an array of its fields' values; keys may be written in either case."""

    name = "lcdp.forms"
    quote = "or an array with the values of all the type's fields in their order"

    async def _try(self, visit: Visit) -> None:
        key, stranger = await known_as(visit), await visit.stranger()
        expect_message(await stranger.ask({"PleaseSendPeers": []}), "Peers")
        proof = await proved(stranger)
        for spelled in (key, key.upper(), f"0x{key}"):
            said = await stranger.ask(proof, {"WhereAreThey": [spelled]})
            expect_fields(expect_message(said, "MyPublicKey"), {"ed25519h": exactly(key)})


class Silence(LcdpRow):
    """Nothing is answered to what is no JSON array, or beyond the bounds."""

    name = "lcdp.silence"
    quote = "Nothing is answered to what is no JSON array"

    async def _try(self, visit: Visit) -> None:
        for broken in _BROKEN:
            stranger = await visit.stranger()
            await stranger.say(broken)
            said = await stranger.ask({"PleaseReturnThisMessage": {"cookie": "right"}})
            came = said.get("ReturnedMessage")
            expect(came == {"cookie": "right"}, f"no answer to {broken[:99]!r}", dict(said))


class Lines(LcdpRow):
    """The lines /ping and /version are answered, to who has proved where he is."""

    name = "lcdp.lines"
    quote = "A `ChatMessage` of just `/ping` is answered with `PONG`"

    async def _try(self, visit: Visit) -> None:
        stranger = await visit.stranger()
        proof = await proved(stranger)
        for line, begins in (("/ping", "PONG"), ("/version", "VERSION ")):
            said = await stranger.ask(proof, {"ChatMessage": {"message": line}})
            answer = expect_fields(expect_message(said, "ChatMessage"), {"message": TEXT})
            expect(answer["message"].startswith(begins), f"{begins} to {line}", answer)


class Call(LcdpRow):
    """Who has proved where he is, is called at once: with his cookie, signed, and the key."""

    name = "lcdp.call"
    quote = "its cookie, `SignedMessage` with the same, `MyPublicKey`, `PleaseSendPeers`"

    async def _try(self, visit: Visit) -> None:
        key, stranger = await known_as(visit), await visit.stranger()
        cookie = {"cookie": "plong check"}
        wish = {"PleaseAlwaysReturnThisMessage": cookie}
        await stranger.ask(await proved(stranger), wish, {"PleaseSendPeers": {}})
        said = await stranger.hear_call()
        expect_equal(expect_message(said, "AlwaysReturned"), cookie, "AlwaysReturned")
        expect_fields(expect_message(said, "MyPublicKey"), {"ed25519h": exactly(key)})
        shapes = {"ed25519": exactly(key), "signature": TEXT, "payload_json": TEXT}
        signed = expect_fields(expect_message(said, "SignedMessage"), shapes)
        within = read_datagram(signed["payload_json"].encode(errors="replace"))
        expect_equal(within, {"AlwaysReturned": cookie}, "what is signed")
        for word in ("PleaseReturnThisMessage", "PleaseAlwaysReturnThisMessage"):
            expect_message(said, word)


ROWS = (
    PassedOver(),
    Forms(),
    Silence(),
    Lines(),
    Call(),
)
